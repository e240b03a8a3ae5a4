//! What the platform's own profiles may do with standard objects.

use super::{Right, Rights, text};
use crate::org::Transaction;
use crate::schema::{Field, FieldId, Object, ObjectId, ObjectKind, Schema};
use crate::value::{Cell, Id};

/// A standard profile with rights to records. Others, such as Minimum Access, give none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Profile {
    Administrator,
    /// Standard User and those built on it.
    Standard,
    SolutionManager,
    Marketing,
    ContractManager,
    ReadOnly,
    Platform,
    Community,
}

/// Objects with rights of their own, as letters: `r`ead, `c`reate, `e`dit, `d`elete for Standard User.
const STANDARD: [(&str, &str); 20] = [
    ("Account", "rced"),
    ("Asset", "rced"),
    ("Campaign", "r"),
    ("Case", "rce"),
    ("Contact", "rced"),
    ("ContactPointTypeConsent", "r"),
    ("Contract", "rce"),
    ("Document", "r"),
    ("Entitlement", "r"),
    ("Idea", "rc"),
    ("Individual", "rced"),
    ("Lead", "rce"),
    ("Location", "r"),
    ("Opportunity", "rced"),
    ("Order", "rced"),
    ("Pricebook2", "r"),
    ("Product2", "r"),
    ("Quote", "rced"),
    ("Solution", "r"),
    ("WorkOrder", "rced"),
];

/// Parts of another object: they have no rights of their own.
const PARTS: [(&str, &str); 10] = [
    ("AccountContactRole", "Account"),
    ("CampaignMember", "Campaign"),
    ("CaseComment", "Case"),
    ("ContractContactRole", "Contract"),
    ("OpportunityContactRole", "Opportunity"),
    ("OpportunityLineItem", "Opportunity"),
    ("OrderItem", "Order"),
    ("PricebookEntry", "Product2"),
    ("QuoteLineItem", "Quote"),
    ("WorkOrderLineItem", "WorkOrder"),
];

/// Fields of Account that data services fill; only administrators see them from the start.
const HIDDEN: [&str; 10] = [
    "CleanStatus",
    "DandbCompanyId",
    "DunsNumber",
    "Jigsaw",
    "NaicsCode",
    "NaicsDesc",
    "OperatingHoursId",
    "SicDesc",
    "Tradestyle",
    "YearStarted",
];

/// The object whose permissions decide about an object; none where everyone may do what its describe allows.
pub fn governing(schema: &Schema, object: ObjectId) -> Option<ObjectId> {
    let described = schema.object(object);
    match &described.kind {
        ObjectKind::Custom | ObjectKind::External | ObjectKind::BigObject | ObjectKind::PlatformEvent { .. } => {
            Some(object)
        }
        ObjectKind::Standard => {
            let name = &*described.name;
            match PARTS.iter().find(|(part, _)| *part == name) {
                Some((_, whole)) => schema.find(whole),
                None => STANDARD.iter().any(|(known, _)| *known == name).then_some(object),
            }
        }
        ObjectKind::Share { of } | ObjectKind::History { of } | ObjectKind::Feed { of } => {
            schema.find(of).filter(|of| *of != object).and_then(|of| governing(schema, of))
        }
        ObjectKind::CustomMetadata | ObjectKind::CustomSetting(_) | ObjectKind::ChangeEvent { .. } => None,
    }
}

/// Writes what the platform's profiles may do as `ObjectPermissions` of the sets that they own, which code looks for. For
/// whoever fills an org; None when its schema lacks the objects.
pub fn grant_profiles(tx: &mut Transaction) -> Option<()> {
    let schema = tx.schema().clone();
    let (sets, grants) = (schema.find("PermissionSet")?, schema.find("ObjectPermissions")?);
    let (set, grant, profile) = (schema.object(sets), schema.object(grants), schema.get("Profile")?);
    let owned = tx.find_by(sets, set.field("IsOwnedByProfile")?, &Cell::Boolean(true));
    let (of, name) = (set.field("ProfileId")?, profile.field("Name")?);
    let (parent, object_type) = (grant.field("ParentId")?, grant.field("SobjectType")?);
    let [read, create, edit, delete, sees_all, edits_all] =
        ["Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords"]
            .map(|right| grant.field(&format!("Permissions{right}")));
    for id in owned {
        let Cell::Id(owner) = tx.cell(id, of) else { continue };
        let Some(profile) = Profile::named(&text(&tx.cell(owner, name))) else { continue };
        for (object, _) in STANDARD {
            let Some(described) = schema.find(object) else { continue };
            let rights = profile.rights(&schema, described);
            let all = profile == Profile::Administrator;
            let given = [
                (read, rights.read),
                (create, rights.create),
                (edit, rights.edit),
                (delete, rights.delete),
                (sees_all, all),
                (edits_all, all),
            ];
            if !rights.read {
                continue;
            }
            let mut fields: Vec<(FieldId, Cell)> = vec![(parent, Cell::Id(id)), (object_type, Cell::string(object))];
            fields.extend(given.iter().filter_map(|(field, given)| Some(((*field)?, Cell::Boolean(*given)))));
            // A row with a parent and an object cannot be refused.
            let _: Option<Id> = tx.insert(grants, &fields).ok();
        }
    }
    Some(())
}

impl Profile {
    pub fn named(name: &str) -> Option<Profile> {
        Some(match name {
            "System Administrator" => Profile::Administrator,
            "Standard User" => Profile::Standard,
            "Solution Manager" => Profile::SolutionManager,
            "Marketing User" => Profile::Marketing,
            "Contract Manager" => Profile::ContractManager,
            "Read Only" => Profile::ReadOnly,
            "Standard Platform User" => Profile::Platform,
            _ if name.contains("Community") || name.contains("Portal") || name.contains("Partner") => {
                Profile::Community
            }
            _ => return None,
        })
    }

    /// The rights to an object that [`governing`] named. Custom objects are granted by permission sets alone.
    pub fn rights(self, schema: &Schema, object: ObjectId) -> Rights {
        if self == Profile::Administrator {
            return Rights::ALL;
        }
        let described: &Object = schema.object(object);
        let name = &*described.name;
        let Some((_, standard)) = STANDARD.iter().find(|(known, _)| *known == name) else { return Rights::default() };
        let letters = match (self, name) {
            (Profile::ReadOnly, _) => "r",
            (Profile::Marketing, "Campaign") | (Profile::ContractManager, "Contract") => "rced",
            (Profile::SolutionManager, "Solution" | "Idea") => "rced",
            (Profile::Platform, "Account" | "Contact" | "Asset" | "Document") => standard,
            (Profile::Platform, _) => "",
            (Profile::Community, "Case") => "rce",
            (Profile::Community, "Account" | "Contact" | "Asset" | "Product2" | "Pricebook2") => "r",
            (Profile::Community, _) => "",
            _ => standard,
        };
        let has = |letter| letters.contains(letter);
        Rights { read: has('r'), create: has('c'), edit: has('e'), delete: has('d') }
    }

    /// Whether the profile shows a field that permissions can hide.
    pub fn sees(self, schema: &Schema, object: ObjectId, field: &Field, right: Right) -> bool {
        if self == Profile::Administrator {
            return true;
        }
        let described = schema.object(object);
        let hidden = &*described.name == "Account" && HIDDEN.iter().any(|name| field.name.eq_ignore_ascii_case(name));
        !field.custom && !hidden && (right == Right::Read || self != Profile::ReadOnly)
    }
}
