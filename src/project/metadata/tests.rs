//! Claims about reading metadata, each on a small project written for it.

use std::path::PathBuf;

use super::{Problem, ProjectMetadata, load};
use crate::schema::{DefaultValue, FieldType, ObjectKind, OnDelete, RollUpOperation, Schema, SettingKind};

/// Writes files (path, content) into a folder of this test's own and loads it.
fn project(test: &str, files: &[(&str, &str)]) -> (Schema, ProjectMetadata, Vec<Problem>) {
    let root = std::env::temp_dir().join(format!("orgless-metadata-{}-{test}", std::process::id()));
    for (path, content) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, content).expect("file");
    }
    let mut schema = Schema::standard();
    let (metadata, problems) = load(&[PathBuf::from(&root)], &mut schema);
    std::fs::remove_dir_all(root).expect("clean-up");
    (schema, metadata, problems)
}

#[test]
fn source_format_fills_the_schema() {
    let (schema, metadata, problems) = project(
        "source",
        &[
            (
                "objects/Invoice__c/Invoice__c.object-meta.xml",
                "<CustomObject><label>Bill</label><pluralLabel>Bills</pluralLabel><sharingModel>Private</sharingModel>
                 <nameField><label>Bill No</label><type>AutoNumber</type><displayFormat>B-{0000}</displayFormat></nameField>
                 </CustomObject>",
            ),
            (
                "objects/Invoice__c/fields/Total__c.field-meta.xml",
                "<CustomField><fullName>Total__c</fullName><type>Summary</type><summaryOperation>sum</summaryOperation>
                 <summarizedField>Line__c.Price__c</summarizedField>
                 <summaryForeignKey>Line__c.Invoice__c</summaryForeignKey></CustomField>",
            ),
            (
                "objects/Invoice__c/fields/State__c.field-meta.xml",
                "<CustomField><fullName>State__c</fullName><type>Picklist</type><required>true</required><valueSet>
                 <restricted>true</restricted><valueSetDefinition><value><fullName>new</fullName><default>true</default>
                 <label>New &amp; fresh</label></value></valueSetDefinition></valueSet></CustomField>",
            ),
            (
                "objects/Invoice__c/recordTypes/Rush.recordType-meta.xml",
                "<RecordType><fullName>Rush</fullName><label>In a hurry</label><active>true</active></RecordType>",
            ),
            (
                "objects/Line__c/fields/Invoice__c.field-meta.xml",
                "<CustomField><fullName>Invoice__c</fullName><type>MasterDetail</type><referenceTo>Invoice__c</referenceTo>
                 <relationshipName>Lines</relationshipName></CustomField>",
            ),
            (
                "objects/Line__c/fields/Price__c.field-meta.xml",
                "<CustomField><fullName>Price__c</fullName><type>Currency</type><precision>10</precision><scale>3</scale>
                 <defaultValue>1 + 1</defaultValue></CustomField>",
            ),
            (
                "objects/Account/fields/Score__c.field-meta.xml",
                "<CustomField><fullName>Score__c</fullName><type>Text</type><length>7</length><unique>true</unique>
                 <externalId>true</externalId></CustomField>",
            ),
            (
                "objects/Account/fields/Odd__c.field-meta.xml",
                "<CustomField><fullName>Odd__c</fullName><type>Hologram</type></CustomField>",
            ),
            ("permissionsets/Reader.permissionset-meta.xml", 
                "<PermissionSet><label>Reads</label><objectPermissions><object>Account</object><allowRead>true</allowRead>\
                 <allowEdit>false</allowEdit></objectPermissions><fieldPermissions><field>Account.Phone</field>\
                 <readable>true</readable></fieldPermissions></PermissionSet>"),
        ],
    );
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("Hologram"));
    let [set] = &metadata.permission_sets[..] else { panic!("one permission set") };
    assert_eq!((&*set.name, &*set.label), ("Reader", "Reads"));
    assert_eq!((&*set.objects[0].object, &set.objects[0].granted[..]), ("Account", &["PermissionsRead"][..]));
    assert_eq!(set.fields, [("Account.Phone".to_owned(), true, false)]);

    let invoice = schema.get("Invoice__c").expect("Invoice__c");
    assert_eq!((&*invoice.label, &*invoice.label_plural), ("Bill", "Bills"));
    let name = invoice.get(invoice.name_field.expect("name field"));
    assert_eq!(name.auto_number.as_deref(), Some("B-{0000}"));
    let field = |name| invoice.get(invoice.field(name).expect(name));
    let total = field("Total__c");
    assert_eq!(total.roll_up.as_ref().map(|r| r.operation), Some(RollUpOperation::Sum));
    assert!(!total.createable && total.ty == FieldType::Currency);
    let state = field("State__c");
    assert!(state.restricted && !state.nillable && !state.required());
    assert_eq!(state.picklist[0].label, "New & fresh");
    assert_eq!(state.default, Some(DefaultValue::Literal("new".into())));
    assert_eq!(invoice.record_types[0].label, "In a hurry");
    assert!(invoice.field("RecordTypeId").is_some());
    assert!(invoice.child("Lines__r").is_some_and(|lines| lines.cascade_delete));

    let line = schema.get("Line__c").expect("Line__c");
    assert_eq!(line.field("OwnerId"), None);
    let lookup = line.get(line.relationship("Invoice__r").expect("Invoice__r"));
    assert_eq!(lookup.reference.as_ref().map(|r| r.on_delete), Some(OnDelete::Cascade));
    let price = line.get(line.field("Price__c").expect("Price__c"));
    assert_eq!((price.precision, price.scale), (10, 3));
    assert_eq!(price.default, Some(DefaultValue::Formula("1 + 1".into())));
    let account = schema.get("Account").expect("Account");
    let score = account.get(account.field("score__c").expect("Score__c"));
    assert!(score.unique && score.external_id && score.length == 7);
}

#[test]
fn metadata_api_format_nests_everything_in_one_file() {
    let (schema, metadata, problems) = project(
        "mdapi",
        &[
            (
                "objects/Flag__c.object",
                "<CustomObject><customSettingsType>Hierarchy</customSettingsType><label>Flag</label>
                 <fields><fullName>On__c</fullName><type>Checkbox</type><defaultValue>true</defaultValue></fields>
                 </CustomObject>",
            ),
            ("objects/Ping__e.object", "<CustomObject><publishBehavior>PublishImmediately</publishBehavior></CustomObject>"),
            (
                "objects/Rule__mdt.object",
                "<CustomObject><fields><fullName>Limit__c</fullName><type>Number</type></fields><fields>
                 <fullName>Text__c</fullName><type>Text</type></fields></CustomObject>",
            ),
            (
                "objects/Account.object",
                "<CustomObject><fieldSets><fullName>Card</fullName><label>Card</label><displayedFields><field>Name</field>
                 <isRequired>true</isRequired></displayedFields></fieldSets><validationRules><fullName>Named</fullName>
                 <active>true</active><errorConditionFormula>ISBLANK(Name) &amp;&amp; 1 &lt; 2</errorConditionFormula>
                 <errorMessage>Give a name</errorMessage></validationRules></CustomObject>",
            ),
            (
                "customMetadata/Rule.First.md",
                "<CustomMetadata xmlns:xsi=\"x\"><label>The first</label><protected>false</protected><values>
                 <field>Limit__c</field><value xsi:type=\"xsd:double\">3.0</value></values><values><field>Text__c</field>
                 <value xsi:nil=\"true\"/></values></CustomMetadata>",
            ),
            (
                "labels/CustomLabels.labels",
                "<CustomLabels><labels><fullName>Hi</fullName><language>en_US</language><value>Hello &lt;you&gt;</value>
                 </labels></CustomLabels>",
            ),
            ("staticresources/Data.resource-meta.xml", "<StaticResource><contentType>text/csv</contentType></StaticResource>"),
            ("staticresources/Data.csv", "a,b"),
        ],
    );
    assert_eq!(problems, []);
    let flag = schema.get("Flag__c").expect("Flag__c");
    assert_eq!(flag.kind, ObjectKind::CustomSetting(SettingKind::Hierarchy));
    assert!(flag.field("SetupOwnerId").is_some());
    assert_eq!(flag.get(flag.field("On__c").expect("On__c")).default, Some(DefaultValue::Literal("true".into())));
    assert!(matches!(schema.get("Ping__e").expect("Ping__e").kind, ObjectKind::PlatformEvent { .. }));
    let account = schema.get("Account").expect("Account");
    assert_eq!(account.field_sets[0].fields, [("Name".into(), true)]);
    assert_eq!(account.validation_rules[0].formula, "ISBLANK(Name) && 1 < 2");
    let rule = schema.get("Rule__mdt").expect("Rule__mdt");
    let limit = rule.field("Limit__c").expect("Limit__c");
    assert_eq!(rule.get(limit).ty, FieldType::Double);
    let record = &metadata.custom_metadata[0];
    assert_eq!((record.developer_name.as_str(), record.label.as_str()), ("First", "The first"));
    assert_eq!(record.values[0], (limit, Some("3.0".to_owned())));
    assert_eq!(record.values[1].1, None);
    assert_eq!(metadata.label("hi").map(|label| label.value.as_str()), Some("Hello <you>"));
    assert_eq!(metadata.static_resources[0].path.file_name(), Some("Data.csv".as_ref()));
}

#[test]
fn a_broken_file_is_reported_and_the_rest_loads() {
    let (schema, _, problems) = project(
        "broken",
        &[
            ("objects/Good__c/Good__c.object-meta.xml", "<CustomObject><label>Good</label></CustomObject>"),
            ("objects/Bad__c/Bad__c.object-meta.xml", "<CustomObject><label>"),
        ],
    );
    assert!(schema.find("Good__c").is_some());
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().contains("not closed"), "{}", problems[0]);
}

/// `ORGLESS_METADATA=path cargo test try_a_project -- --ignored --nocapture`
#[test]
#[ignore = "reads a project of yours"]
fn try_a_project() {
    let roots: Vec<PathBuf> = std::env::var_os("ORGLESS_METADATA").map(PathBuf::from).into_iter().collect();
    let start = std::time::Instant::now();
    let mut schema = Schema::standard();
    let (metadata, problems) = load(&roots, &mut schema);
    println!("{:?}; problems: {problems:#?}", start.elapsed());
    for &id in &metadata.objects {
        let object = schema.object(id);
        let custom: Vec<_> = object.fields().iter().filter(|field| field.custom).map(|field| &*field.name).collect();
        println!("{} {:?} {:?}: {}", object.name, object.key_prefix, object.kind, custom.join(" "));
    }
    println!(
        "{} labels, {} records, {} resources",
        metadata.labels.len(),
        metadata.custom_metadata.len(),
        metadata.static_resources.len()
    );
    println!("{:?}", metadata.components.iter().map(|(kind, names)| (kind, names.len())).collect::<Vec<_>>());
}
