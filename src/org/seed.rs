//! What every org has from the start: the organisation, licences, profiles, one administrator, the standard price book.

use crate::org::{Transaction, derive};
use crate::schema::{FieldId, FieldType, ObjectId};
use crate::value::{Cell, Id, Time};

/// The objects that have rows in every org.
pub const SEEDED: [&str; 10] = [
    "Organization",
    "UserLicense",
    "Profile",
    "PermissionSet",
    "PermissionSetAssignment",
    "User",
    "Pricebook2",
    "OpportunityStage",
    "BusinessHours",
    "RecordType",
];

/// The administrator of a new org.
#[derive(Clone, Debug)]
pub struct SeedUser {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub username: String,
    /// A Java zone id, as `UserInfo.getTimeZone()` answers.
    pub time_zone: String,
    pub locale: String,
    pub organization: String,
}

impl Default for SeedUser {
    fn default() -> SeedUser {
        SeedUser {
            first_name: "Ada".into(),
            last_name: "Admin".into(),
            email: "admin@example.com".into(),
            username: "admin@orgless.example".into(),
            time_zone: "GMT".into(),
            locale: "en_US".into(),
            organization: "Orgless".into(),
        }
    }
}

/// Profiles with their licences and user types.
const PROFILES: [(&str, &str, &str); 20] = [
    ("System Administrator", "Salesforce", "Standard"),
    ("Standard User", "Salesforce", "Standard"),
    ("Read Only", "Salesforce", "Standard"),
    ("Solution Manager", "Salesforce", "Standard"),
    ("Marketing User", "Salesforce", "Standard"),
    ("Contract Manager", "Salesforce", "Standard"),
    ("Minimum Access - Salesforce", "Salesforce", "Standard"),
    ("Minimum Access - API Only Integrations", "Salesforce Integration", "Standard"),
    ("Standard Platform User", "Salesforce Platform", "Standard"),
    ("Chatter Free User", "Chatter Free", "CsnOnly"),
    ("Chatter Moderator User", "Chatter Free", "CsnOnly"),
    ("Chatter External User", "Chatter External", "CsnOnly"),
    ("Customer Community User", "Customer Community", "CspLitePortal"),
    ("Customer Community Login User", "Customer Community Login", "CspLitePortal"),
    ("Customer Community Plus User", "Customer Community Plus", "PowerCustomerSuccess"),
    ("Customer Portal Manager Standard", "Customer Portal Manager Standard", "PowerCustomerSuccess"),
    ("High Volume Customer Portal User", "High Volume Customer Portal", "CspLitePortal"),
    ("Partner Community User", "Partner Community", "PowerPartner"),
    ("Gold Partner User", "Gold Partner", "PowerPartner"),
    ("Guest License User", "Guest User License", "Guest"),
];

/// The administrator is the first user.
pub fn admin_id() -> Id {
    Id::from_parts(*b"005", 1)
}

/// Fills an empty org.
pub fn fill(tx: &mut Transaction, user: &SeedUser) {
    tx.set_user(admin_id());
    let t = Cell::string;
    let yes = Cell::Boolean(true);
    add(
        tx,
        "Organization",
        &[
            ("Name", t(&user.organization)),
            ("TimeZoneSidKey", t(&user.time_zone)),
            ("DefaultLocaleSidKey", t(&user.locale)),
            ("LanguageLocaleKey", t("en_US")),
            ("OrganizationType", t("Developer Edition")),
            ("IsSandbox", Cell::Boolean(false)),
            ("InstanceName", t("OL0")),
            ("FiscalYearStartMonth", Cell::Integer(1)),
            ("Country", t("US")),
        ],
    );
    let mut licences: Vec<(&str, Option<Id>)> = Vec::new();
    let mut administrators = None;
    for (name, licence, user_type) in PROFILES {
        let known = licences.iter().find(|(l, _)| *l == licence).map(|(_, id)| *id);
        let licence_id = known.unwrap_or_else(|| {
            let key = licence.to_uppercase().replace(' ', "_");
            let fields = [
                ("Name", t(licence)),
                ("MasterLabel", t(licence)),
                ("LicenseDefinitionKey", t(&key)),
                ("Status", t("Active")),
                ("TotalLicenses", Cell::Integer(100)),
                ("UsedLicenses", Cell::Integer(1)),
            ];
            let id = add(tx, "UserLicense", &fields);
            licences.push((licence, id));
            id
        });
        let mut fields = vec![("Name", t(name)), ("UserType", t(user_type))];
        fields.extend(licence_id.map(|id| ("UserLicenseId", Cell::Id(id))));
        let id = add(tx, "Profile", &fields);
        let Some(id) = id else { continue };
        // Each profile keeps its permissions in a set of its own.
        let text = id.to_string();
        let own = [
            ("Name", t(&format!("X{}", &text[..15]))),
            ("Label", t(&text)),
            ("ProfileId", Cell::Id(id)),
            ("IsOwnedByProfile", Cell::Boolean(true)),
            ("IsCustom", Cell::Boolean(false)),
            ("Type", t("Profile")),
        ];
        let set = add(tx, "PermissionSet", &own);
        if administrators.is_none() {
            administrators = Some(id);
            grant_everything(tx, "Profile", id);
            set.inspect(|set| grant_everything(tx, "PermissionSet", *set));
        }
    }
    let mut fields = vec![
        ("Username", t(&user.username)),
        ("FirstName", t(&user.first_name)),
        ("LastName", t(&user.last_name)),
        ("Email", t(&user.email)),
        ("Alias", t("admin")),
        ("CommunityNickname", t("admin")),
        ("IsActive", yes.clone()),
        ("TimeZoneSidKey", t(&user.time_zone)),
        ("LocaleSidKey", t(&user.locale)),
        ("LanguageLocaleKey", t("en_US")),
        ("EmailEncodingKey", t("UTF-8")),
        ("UserType", t("Standard")),
        ("CompanyName", t(&user.organization)),
        ("UserPermissionsMarketingUser", yes.clone()),
    ];
    fields.extend(administrators.map(|id| ("ProfileId", Cell::Id(id))));
    add(tx, "User", &fields);
    let organization = tx.organization().map(|id| id.to_string()).unwrap_or_default();
    let automated = [
        ("Username", t(&format!("autoproc@{organization}"))),
        ("LastName", t("Automated Process")),
        ("Alias", t("autoproc")),
        ("CommunityNickname", t("autoproc")),
        ("Email", t(&format!("autoproc@{organization}"))),
        ("IsActive", yes.clone()),
        ("TimeZoneSidKey", t("GMT")),
        ("LocaleSidKey", t("en_US")),
        ("LanguageLocaleKey", t("en_US")),
        ("EmailEncodingKey", t("UTF-8")),
        ("UserType", t("AutomatedProcess")),
    ];
    add(tx, "User", &automated);
    let partition =
        [("DeveloperName", t("default")), ("MasterLabel", t("default")), ("IsDefaultPartition", yes.clone())];
    add(tx, "PlatformCachePartition", &partition);
    add_statuses(tx);
    add(tx, "Pricebook2", &[("Name", t("Standard Price Book")), ("IsStandard", yes.clone()), ("IsActive", yes)]);
}

/// The fields of business hours that say when days begin and end.
const AROUND_THE_CLOCK: [&str; 14] = [
    "SundayStartTime",
    "SundayEndTime",
    "MondayStartTime",
    "MondayEndTime",
    "TuesdayStartTime",
    "TuesdayEndTime",
    "WednesdayStartTime",
    "WednesdayEndTime",
    "ThursdayStartTime",
    "ThursdayEndTime",
    "FridayStartTime",
    "FridayEndTime",
    "SaturdayStartTime",
    "SaturdayEndTime",
];

/// The rows behind the standard stages and statuses, and the default business hours.
fn add_statuses(tx: &mut Transaction) {
    let t = Cell::string;
    for (order, (stage, percent, forecast, label)) in (1..).zip(derive::STAGES) {
        let is_won = stage == derive::WON;
        let fields = [
            ("MasterLabel", t(stage)),
            ("ApiName", t(stage)),
            ("SortOrder", Cell::Integer(order)),
            ("IsActive", Cell::Boolean(true)),
            ("IsWon", Cell::Boolean(is_won)),
            ("IsClosed", Cell::Boolean(is_won || stage == derive::LOST)),
            ("DefaultProbability", Cell::Decimal { scale: 0, mantissa: percent }),
            ("ForecastCategory", t(forecast)),
            ("ForecastCategoryName", t(label)),
        ];
        add(tx, "OpportunityStage", &fields);
    }
    let statuses: [(&str, &str, &[&str], &str); 3] = [
        (
            "LeadStatus",
            "IsConverted",
            &["Open - Not Contacted", "Working - Contacted", "Closed - Not Converted"],
            "Closed - Converted",
        ),
        ("CaseStatus", "IsClosed", &["New", "Working", "Escalated"], "Closed"),
        ("TaskStatus", "IsClosed", &["Not Started", "In Progress", "Waiting on someone else", "Deferred"], "Completed"),
    ];
    for (object, flag, open, done) in statuses {
        for (order, status) in (1..).zip(open.iter().copied().chain([done])) {
            let fields = [
                ("MasterLabel", t(status)),
                ("ApiName", t(status)),
                ("SortOrder", Cell::Integer(order)),
                ("IsDefault", Cell::Boolean(order == 1)),
                (flag, Cell::Boolean(status == done)),
            ];
            add(tx, object, &fields);
        }
    }
    for (order, priority) in (1..).zip(["High", "Normal", "Low"]) {
        let fields = [
            ("MasterLabel", t(priority)),
            ("ApiName", t(priority)),
            ("SortOrder", Cell::Integer(order)),
            ("IsDefault", Cell::Boolean(priority == "Normal")),
            ("IsHighPriority", Cell::Boolean(priority == "High")),
        ];
        add(tx, "TaskPriority", &fields);
    }
    let documents: [(&str, &[(&str, &str)]); 2] = [
        ("ContractStatus", &[("In Approval Process", "InApproval"), ("Activated", "Activated"), ("Draft", "Draft")]),
        ("OrderStatus", &[("Draft", "Draft"), ("Activated", "Activated")]),
    ];
    for (object, statuses) in documents {
        for (order, (label, code)) in (1..).zip(statuses) {
            let fields = [
                ("MasterLabel", t(label)),
                ("ApiName", t(label)),
                ("SortOrder", Cell::Integer(order)),
                ("IsDefault", Cell::Boolean(*code == "Draft")),
                ("StatusCode", t(code)),
            ];
            add(tx, object, &fields);
        }
    }
    let mut hours = vec![
        ("Name", t("Default")),
        ("IsActive", Cell::Boolean(true)),
        ("IsDefault", Cell::Boolean(true)),
        ("TimeZoneSidKey", t("GMT")),
    ];
    // From midnight to midnight: around the clock.
    hours.extend(AROUND_THE_CLOCK.map(|field| (field, Cell::Time(Time::from_ms(0)))));
    add(tx, "BusinessHours", &hours);
}

/// Inserts a row with the fields that the schema knows. None when it does not know the object.
fn add(tx: &mut Transaction, object: &str, fields: &[(&str, Cell)]) -> Option<Id> {
    let object = tx.schema().find(object)?;
    let def = tx.schema().object(object);
    let known: Vec<(FieldId, Cell)> =
        fields.iter().filter_map(|(f, cell)| Some((def.field(f)?, cell.clone()))).collect();
    tx.insert(object, &known).ok()
}

/// Sets every permission of a profile or of its set.
fn grant_everything(tx: &mut Transaction, object: &str, profile: Id) {
    let Some(object) = tx.schema().find(object) else { return };
    let permission =
        |field: &crate::schema::Field| field.ty == FieldType::Boolean && field.name.starts_with("Permissions");
    let def = tx.schema().object(object);
    let all: Vec<_> = def.iter().filter(|(_, f)| permission(f)).map(|(id, _)| (id, Cell::Boolean(true))).collect();
    tx.overwrite(profile, &all).expect("the row was just made");
}

/// Makes the `RecordType` rows of an object, which the schema describes. For whoever loads a project.
pub fn add_record_types(tx: &mut Transaction, object: ObjectId) {
    let schema = tx.schema().clone();
    let def = schema.object(object);
    for record_type in &def.record_types {
        let mut fields = vec![
            ("Name", Cell::string(&record_type.label)),
            ("DeveloperName", Cell::string(&record_type.name)),
            ("SobjectType", Cell::string(&def.name)),
            ("IsActive", Cell::Boolean(record_type.active)),
        ];
        fields.extend(record_type.description.as_ref().map(|d| ("Description", Cell::string(d))));
        add(tx, "RecordType", &fields);
    }
}
