//! Approval processes: who may submit which records, the steps that they go through, and what follows.

use super::Text;

/// One process of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalProcess {
    pub object: Text,
    /// The developer name.
    pub name: Text,
    pub label: Text,
    pub description: Option<Text>,
    pub active: bool,
    /// Of several active processes the one with the least number is tried first.
    pub order: i32,
    /// Whether the current approver may edit the locked record, not only an administrator.
    pub approver_edits: bool,
    pub entry: Criteria,
    pub submitters: Vec<Submitter>,
    /// The field of the user that leads to the next approver, and whether it is read from the record's owner.
    pub next_approver: Option<(Text, bool)>,
    pub steps: Vec<ApprovalStep>,
    pub on_submission: Vec<ApprovalAction>,
    pub on_approval: Vec<ApprovalAction>,
    pub on_rejection: Vec<ApprovalAction>,
    pub on_recall: Vec<ApprovalAction>,
    pub approved_stay_locked: bool,
    pub rejected_stay_locked: bool,
}

/// A condition on the record.
#[derive(Clone, Debug, PartialEq)]
pub enum Criteria {
    Always,
    /// A formula that must be true.
    Formula(Text),
    /// Why the condition cannot be tested.
    Unknown(Text),
}

/// Who may submit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitter {
    Everyone,
    Creator,
    Owner,
    /// By user name.
    User(Text),
    /// A public group, by developer name.
    Group(Text),
    /// A role, by developer name; with those below it.
    Role(Text, bool),
    /// A kind that is not known.
    Unknown(Text),
}

#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalStep {
    pub name: Text,
    pub label: Text,
    pub description: Option<Text>,
    pub entry: Criteria,
    pub otherwise: Otherwise,
    pub approvers: Vec<Approver>,
    /// All approvers must agree; else the first answer counts.
    pub unanimous: bool,
    pub on_approval: Vec<ApprovalAction>,
    pub on_rejection: Vec<ApprovalAction>,
    /// A rejection goes back to the step before instead of ending the process.
    pub back_on_rejection: bool,
}

/// What happens to a record that does not meet a step's criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    Approve,
    Reject,
    NextStep,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approver {
    /// Whoever the request names.
    Chosen,
    /// By user name.
    User(Text),
    /// A lookup of the user who acted last: `Manager`.
    Hierarchy(Text),
    /// A lookup of the record.
    Related(Text),
    /// By developer name.
    Queue(Text),
    /// A kind that is not known.
    Unknown(Text),
}

/// What follows a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum ApprovalAction {
    Update(FieldUpdate),
    /// Mails and messages to the outside, which no code can notice.
    Message,
    /// What cannot be done: its name and kind.
    Unknown(Text, Text),
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldUpdate {
    pub field: Text,
    pub value: NewValue,
}

/// What a field update sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    Null,
    /// As XML Schema writes it.
    Literal(Text),
    Formula(Text),
    /// The value that follows in the picklist, or goes before.
    NextInPicklist,
    PreviousInPicklist,
    /// By user name.
    User(Text),
    /// By developer name.
    Queue(Text),
    RecordType(Text),
}
