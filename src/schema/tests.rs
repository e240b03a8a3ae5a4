//! Claims about the standard data, about inference and about growing a schema.

use super::*;

#[test]
fn every_standard_object_parses() {
    let schema = Schema::standard();
    assert!(schema.len() >= 338);
    for (id, name) in schema.iter() {
        let object = schema.object(id);
        assert_eq!(object.name, name);
        assert_eq!(schema.find(&name.to_uppercase()), Some(id));
        for (id, field) in object.iter() {
            assert_eq!(object.field(&field.name.to_lowercase()), Some(id), "{name}.{}", field.name);
        }
    }
}

#[test]
fn the_most_used_objects_have_their_fields() {
    let expected = [
        ("Account", "Name Industry AnnualRevenue BillingCity BillingAddress OwnerId ParentId Rating Phone Type"),
        ("Contact", "FirstName LastName Name Email AccountId MailingCity ReportsToId DoNotCall"),
        ("Opportunity", "Name StageName CloseDate Amount Probability AccountId IsWon IsClosed Pricebook2Id"),
        ("User", "Username ProfileId UserRoleId TimeZoneSidKey Alias LocaleSidKey IsActive ManagerId"),
        ("Lead", "LastName Company Status IsConverted ConvertedContactId Email"),
        ("Case", "Subject Status Origin ContactId ParentId CaseNumber SuppliedEmail Priority"),
        ("Task", "Subject WhoId WhatId Status Priority ActivityDate IsClosed Type"),
        ("Event", "Subject StartDateTime EndDateTime DurationInMinutes WhatId"),
        ("Profile", "Name UserLicenseId PermissionsModifyAllData"),
        ("OpportunityContactRole", "OpportunityId ContactId Role IsPrimary"),
        ("Campaign", "Name IsActive Status StartDate ParentId"),
        ("CampaignMember", "CampaignId ContactId LeadId Status HasResponded"),
        (
            "AsyncApexJob",
            "Status JobType JobItemsProcessed TotalJobItems NumberOfErrors ExtendedStatus MethodName ApexClassId \
             CreatedById CompletedDate ParentJobId CronTriggerId LastProcessed",
        ),
        ("CronTrigger", "CronJobDetailId CronExpression NextFireTime PreviousFireTime State TimesTriggered"),
        ("CronJobDetail", "Name JobType"),
        ("Attachment", "Name Body ParentId ContentType"),
        ("PermissionSet", "Name Label ProfileId IsOwnedByProfile"),
        ("PermissionSetAssignment", "PermissionSetId AssigneeId"),
        ("OpportunityLineItem", "OpportunityId Quantity UnitPrice PricebookEntryId TotalPrice"),
        ("ContentVersion", "Title PathOnClient VersionData ContentDocumentId FirstPublishLocationId"),
        ("ContentDocumentLink", "ContentDocumentId LinkedEntityId ShareType Visibility"),
        ("ContentDocument", "Title LatestPublishedVersionId"),
        ("RecordType", "Name DeveloperName SobjectType IsActive"),
        ("Group", "Name DeveloperName Type"),
        ("GroupMember", "GroupId UserOrGroupId"),
        ("QueueSobject", "QueueId SobjectType"),
        ("Organization", "Name IsSandbox OrganizationType TimeZoneSidKey NamespacePrefix InstanceName"),
        ("Product2", "Name ProductCode IsActive Family"),
        ("PricebookEntry", "Pricebook2Id Product2Id UnitPrice IsActive UseStandardPrice"),
        ("Pricebook2", "Name IsStandard IsActive"),
        ("ApexClass", "Name Body ApiVersion Status NamespacePrefix"),
        ("ApexTrigger", "Name TableEnumOrId Status"),
        ("EmailTemplate", "Name DeveloperName Subject Body HtmlValue FolderId"),
        ("StaticResource", "Name Body ContentType"),
        ("UserRole", "Name DeveloperName ParentRoleId"),
        ("Contract", "AccountId Status StartDate ContractNumber"),
        ("Order", "AccountId EffectiveDate Status OrderNumber"),
        ("Name", "Name Email Username ProfileId IsActive Alias"),
        ("BatchApexErrorEvent", "AsyncApexJobId ExceptionType JobScope Message Phase StackTrace"),
        ("AccountShare", "AccountId UserOrGroupId AccountAccessLevel OpportunityAccessLevel RowCause"),
    ];
    let schema = Schema::standard();
    for (name, fields) in expected {
        let object = schema.get(name).expect(name);
        for field in fields.split_whitespace() {
            assert!(object.field(field).is_some(), "{name}.{field}");
        }
    }
}

#[test]
fn required_fields_are_those_of_the_platform() {
    let required = |name: &str| {
        let schema = Schema::standard();
        let object = schema.get(name).expect(name);
        let required = object.fields().iter().filter(|field| field.required());
        let mut names: Vec<_> = required.map(|field| field.name.to_string()).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(required("Account"), "Name");
    assert_eq!(required("Contact"), "LastName");
    assert_eq!(required("Opportunity"), "CloseDate Name StageName");
    assert_eq!(required("Lead"), "Company LastName");
    assert_eq!(required("Case"), "");
    assert_eq!(required("Task"), "");
    assert_eq!(required("PricebookEntry"), "Pricebook2Id Product2Id UnitPrice");
    assert_eq!(
        required("User"),
        "Alias Email EmailEncodingKey LanguageLocaleKey LastName LocaleSidKey ProfileId TimeZoneSidKey Username"
    );
}

#[test]
fn fields_describe_themselves_as_in_an_org() {
    let schema = Schema::standard();
    let field = |object: &str, name: &str| {
        let object = schema.get(object).expect(object);
        object.get(object.field(name).expect(name)).clone()
    };
    for (object, name, display, soap) in [
        ("Account", "Id", "ID", "ID"),
        ("Account", "AnnualRevenue", "CURRENCY", "DOUBLE"),
        ("Account", "NumberOfEmployees", "INTEGER", "INTEGER"),
        ("Account", "BillingAddress", "ADDRESS", "ADDRESS"),
        ("Account", "OwnerId", "REFERENCE", "ID"),
        ("Account", "IsDeleted", "BOOLEAN", "BOOLEAN"),
        ("Account", "Industry", "PICKLIST", "STRING"),
        ("Account", "Description", "TEXTAREA", "STRING"),
        ("Account", "Website", "URL", "STRING"),
        ("Contact", "Birthdate", "DATE", "DATE"),
        ("TimeSlot", "StartTime", "TIME", "TIME"),
    ] {
        let ty = field(object, name).ty;
        assert_eq!((ty.display_type(), ty.soap_type()), (display, soap), "{object}.{name}");
    }
    let name = field("Account", "Name");
    assert_eq!((&*name.label, name.length, name.id_lookup, name.nillable), ("Account Name", 255, false, false));
    assert_eq!(field("Account", "BillingLatitude").scale, 15);
    let account = schema.get("Account").expect("Account");
    assert_eq!(field("Account", "BillingCity").compound, account.field("BillingAddress"));
    let contact = schema.get("Contact").expect("Contact");
    assert_eq!(field("Contact", "LastName").compound, contact.field("Name"));
    assert!(field("Account", "Industry").picklist.iter().any(|value| value.value == "Technology"));
}

#[test]
fn relationships_resolve_both_ways() {
    let schema = Schema::standard();
    for (_, name) in schema.iter() {
        let object = schema.get(name).expect("listed");
        for field in object.fields() {
            let Some(reference) = &field.reference else {
                assert_ne!(field.ty, FieldType::Reference, "{name}.{}", field.name);
                continue;
            };
            for target in &reference.targets {
                assert!(schema.find(target).is_some(), "{name}.{} to {target}", field.name);
            }
        }
        for child in &object.children {
            let holder = schema.get(&child.child).expect("child object");
            let field = holder.get(holder.field(&child.field).expect("child field"));
            let reference = field.reference.as_ref().expect("child reference");
            let back = reference.targets.iter().any(|target| target == name);
            assert!(back, "{name} <- {}.{}", child.child, child.field);
        }
    }
    let account = schema.get("Account").expect("Account");
    let contacts = account.child("contacts").expect("Contacts");
    assert_eq!((&*contacts.child, &*contacts.field, contacts.cascade_delete), ("Contact", "AccountId", true));
    let contact = schema.get("Contact").expect("Contact");
    assert_eq!(contact.relationship("account"), contact.field("AccountId"));
    let case = schema.get("Case").expect("Case");
    let owner = case.get(case.relationship("Owner").expect("Owner")).reference.as_ref();
    let related = schema.related(owner.expect("reference")).expect("related");
    assert_eq!(schema.name(related), "Name");
}

#[test]
fn key_prefixes_are_right_and_unique() {
    let mut schema = Schema::standard();
    for (name, prefix) in [
        ("Account", b"001"),
        ("Contact", b"003"),
        ("User", b"005"),
        ("Opportunity", b"006"),
        ("Lead", b"00Q"),
        ("Case", b"500"),
        ("AsyncApexJob", b"707"),
        ("CronTrigger", b"08e"),
        ("Profile", b"00e"),
        ("ApexClass", b"01p"),
        ("Organization", b"00D"),
        ("RecordType", b"012"),
        ("Task", b"00T"),
    ] {
        assert_eq!(schema.object_by_prefix(*prefix), schema.find(name), "{name}");
        assert_eq!(schema.get(name).expect(name).key_prefix, Some(*prefix));
    }
    let mut seen = std::collections::HashMap::new();
    for (id, name) in schema.iter() {
        let object = schema.object(id);
        if let (ObjectKind::Standard, Some(prefix)) = (&object.kind, object.key_prefix)
            // Statuses, stages and priorities are rows of one table.
            && prefix != *b"01J"
            && let Some(other) = seen.insert(prefix, name)
        {
            panic!("{other} and {name} share a prefix");
        }
    }
    schema.set_mode(Mode::Inferred);
    for (name, prefix) in [("A__c", b"a00"), ("B__c", b"a01"), ("E__e", b"e00"), ("M__mdt", b"m00")] {
        let id = schema.infer_object(name).expect(name);
        assert_eq!(schema.object_by_prefix(*prefix), Some(id), "{name}");
    }
}

#[test]
fn custom_names_come_into_being_only_when_inferred() {
    let mut schema = Schema::standard();
    assert_eq!(schema.infer_object("Invoice__c"), None);
    assert_eq!(schema.infer_object("Accnt"), None);
    let account = schema.find("Account").expect("Account");
    assert_eq!(schema.infer_field(account, "Score__c", FieldType::Double), None);

    schema.set_mode(Mode::Inferred);
    let pristine = schema.clone();
    let score = schema.infer_field(account, "Score__c", FieldType::Double).expect("field");
    assert_eq!(schema.object(account).get(score).name, "Score__c");
    assert_eq!(pristine.object(account).field("Score__c"), None);
    assert_eq!(schema.infer_object("Accnt"), None);

    let share = schema.infer_object("Invoice__Share").expect("share");
    let invoice = schema.find("invoice__c").expect("parent");
    assert_eq!(schema.object(share).kind, ObjectKind::Share { of: "Invoice__c".into() });
    let (line, lookup) = schema.infer_child(invoice, "Invoice_Lines__r").expect("child");
    assert_eq!(schema.name(line), "Invoice_Line__c");
    assert_eq!(schema.object(line).relationship("Invoice__r"), Some(lookup));
    assert!(schema.object(invoice).child("invoice_lines__r").is_some());
    let customer = schema.infer_field(invoice, "Account__r", FieldType::String).expect("lookup");
    let reference = schema.object(invoice).get(customer).reference.clone().expect("reference");
    assert_eq!(schema.related(&reference), Some(account));
}

#[test]
fn lookups_declared_before_their_parent_find_it_later() {
    let mut schema = Schema::standard();
    let child = schema.add_object(custom_object("Line__c", ObjectKind::Custom));
    let mut field = Field::new("Order__c", FieldType::Reference);
    field.reference = Some(Box::new(Reference {
        targets: vec!["Order__c".into()],
        relationship: Some("Order__r".into()),
        on_delete: OnDelete::Cascade,
        ..Reference::default()
    }));
    schema.add_lookup(child, field, Some("Lines".into()));
    let parent = schema.add_object(custom_object("Order__c", ObjectKind::Custom));
    let lines = schema.object(parent).child("Lines__r").expect("adopted");
    assert!(lines.cascade_delete);
}

#[test]
#[ignore = "prints how long starting takes"]
fn time_to_start() {
    let start = std::time::Instant::now();
    let schema = Schema::standard();
    let listed = start.elapsed();
    let account = schema.get("Account").expect("Account").fields().len();
    println!("standard {listed:?}, with Account ({account} fields) {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let fields: usize = schema.iter().map(|(id, _)| schema.object(id).fields().len()).sum();
    println!("all {} objects, {fields} fields: {:?}", schema.len(), start.elapsed());
}

#[test]
fn a_default_formula_that_is_a_constant_is_known() {
    let with = |formula: &'static str| Field {
        default: Some(DefaultValue::Formula(formula.into())),
        ..Field::system("Level__c", FieldType::String)
    };
    assert_eq!(with("'FINEST'").constant_default(), Some("FINEST"));
    assert_eq!(with(" \"two words\" ").constant_default(), Some("two words"));
    assert_eq!(with("12.5").constant_default(), Some("12.5"));
    assert_eq!(with("TRUE").constant_default(), Some("TRUE"));
    assert_eq!(with("TODAY() + 1").constant_default(), None);
    assert_eq!(with("'a' & 'b'").constant_default(), None);
}
