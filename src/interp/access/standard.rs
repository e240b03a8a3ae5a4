//! What the platform's own profiles may do with standard objects.

use super::{Right, Rights};
use crate::schema::{Field, Object, ObjectId, ObjectKind, Schema};

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
