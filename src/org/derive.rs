//! Fields that the platform computes itself when standard objects are saved: names, stages, totals, files.

use crate::org::{Transaction, order};
use crate::schema::{FieldId, Object, ObjectId};
use crate::value::{Cell, Decimal, Id, Value};

/// What is computed from what, for the object of a table.
#[derive(Clone, Copy, Debug)]
pub enum Derivation {
    /// `Name` of `FirstName` and `LastName`.
    Person { name: FieldId, first: FieldId, last: FieldId },
    Opportunity {
        stage: FieldId,
        closed: FieldId,
        won: FieldId,
        probability: FieldId,
        category: FieldId,
        named: FieldId,
        amount: FieldId,
        expected: FieldId,
        /// Whether lines make the amount: it is theirs then, and what is saved into it is ignored.
        lines: FieldId,
    },
    /// `IsClosed` of `Status`.
    Closed { status: FieldId, closed: FieldId, date: Option<FieldId>, done: &'static str },
    /// `TotalPrice` of `Quantity` and `UnitPrice`, or the price of one out of the total.
    Line { quantity: FieldId, price: FieldId, total: FieldId },
}

/// What else an insert brings about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Companion {
    /// A file's first version makes its `ContentDocument`.
    ContentVersion,
    /// A user's type is that of the profile, whose permission set is assigned.
    User,
    /// A file that is made public has addresses.
    ContentDistribution,
    /// Who a message is to or from says what they are, and their address.
    EmailMessageRelation,
    /// A line takes its product and list price from the price book's entry, and the opportunity its price book.
    OpportunityLineItem,
}

/// Standard stages: name, probability, forecast category and its label.
pub const STAGES: [(&str, i64, &str, &str); 10] = [
    ("Prospecting", 10, "Pipeline", "Pipeline"),
    ("Qualification", 10, "Pipeline", "Pipeline"),
    ("Needs Analysis", 20, "Pipeline", "Pipeline"),
    ("Value Proposition", 50, "Pipeline", "Pipeline"),
    ("Id. Decision Makers", 60, "Pipeline", "Pipeline"),
    ("Perception Analysis", 70, "Pipeline", "Pipeline"),
    ("Proposal/Price Quote", 75, "Pipeline", "Pipeline"),
    ("Negotiation/Review", 90, "Pipeline", "Pipeline"),
    (WON, 100, "Closed", "Closed"),
    (LOST, 0, "Omitted", "Omitted"),
];
pub const WON: &str = "Closed Won";
pub const LOST: &str = "Closed Lost";

impl Derivation {
    pub fn of(object: &Object) -> Option<Derivation> {
        let f = |name: &str| object.field(name);
        let closed = |done| {
            Some(Derivation::Closed { status: f("Status")?, closed: f("IsClosed")?, date: f("ClosedDate"), done })
        };
        match &*object.name {
            "Opportunity" => Some(Derivation::Opportunity {
                stage: f("StageName")?,
                closed: f("IsClosed")?,
                won: f("IsWon")?,
                probability: f("Probability")?,
                category: f("ForecastCategory")?,
                named: f("ForecastCategoryName")?,
                amount: f("Amount")?,
                expected: f("ExpectedRevenue")?,
                lines: f("HasOpportunityLineItem")?,
            }),
            "Case" => closed("Closed"),
            "Task" => closed("Completed"),
            "OpportunityLineItem" | "QuoteLineItem" | "OrderItem" => {
                Some(Derivation::Line { quantity: f("Quantity")?, price: f("UnitPrice")?, total: f("TotalPrice")? })
            }
            _ => Some(Derivation::Person { name: f("Name")?, first: f("FirstName")?, last: f("LastName")? }),
        }
    }

    /// The computed cells of a save. `given` are the cells being saved, `stored` reads those that stay.
    pub fn cells(
        &self,
        given: &[(FieldId, Cell)],
        stored: impl Fn(FieldId) -> Cell,
        now: &Cell,
    ) -> Vec<(FieldId, Cell)> {
        let set = |field: FieldId| given.iter().rev().find(|(f, _)| *f == field).map(|(_, cell)| cell.clone());
        let get = |field: FieldId| set(field).unwrap_or_else(|| stored(field));
        match *self {
            Derivation::Person { name, first, last } => {
                if set(first).or(set(last)).is_none() {
                    return Vec::new();
                }
                let (first, last) = (get(first), get(last));
                let text = match (first.as_str(), last.as_str()) {
                    (Some(first), Some(last)) => format!("{first} {last}"),
                    (Some(one), None) | (None, Some(one)) => one.to_owned(),
                    // A person account's own name has no parts.
                    (None, None) => return Vec::new(),
                };
                vec![(name, Cell::string(&text))]
            }
            Derivation::Opportunity { stage, closed, won, probability, category, named, amount, expected, .. } => {
                let mut cells = Vec::new();
                if let Some(new) = set(stage).filter(|new| stored(stage).as_str() != new.as_str()) {
                    let name = new.as_str().unwrap_or_default();
                    let known = STAGES.iter().find(|(stage, ..)| stage.eq_ignore_ascii_case(name));
                    let (is_won, is_lost) = (name.eq_ignore_ascii_case(WON), name.eq_ignore_ascii_case(LOST));
                    cells.extend([(closed, Cell::Boolean(is_won || is_lost)), (won, Cell::Boolean(is_won))]);
                    if let Some((_, percent, forecast, label)) = known {
                        if set(probability).is_none_or(|p| p.is_null()) {
                            cells.push((probability, Cell::Decimal { scale: 0, mantissa: *percent }));
                        }
                        cells.push((category, Cell::string(forecast)));
                        if set(named).is_none_or(|n| n.is_null()) {
                            cells.push((named, Cell::string(label)));
                        }
                    }
                }
                let derived = cells.iter().find(|(field, _)| *field == probability).map(|(_, cell)| cell.clone());
                if derived.is_some() || set(probability).or(set(amount)).is_some() {
                    let percent = derived.unwrap_or_else(|| get(probability));
                    let share = order::number(&get(amount)).zip(order::number(&percent));
                    let hundredth = Decimal::Small(1, 2);
                    cells.push((expected, share.map_or(Cell::Null, |(sum, n)| money(sum.mul(&n).mul(&hundredth)))));
                }
                cells
            }
            Derivation::Closed { status, closed, date, done } => {
                let Some(new) = set(status) else { return Vec::new() };
                let is_closed = new.as_str().is_some_and(|s| s.eq_ignore_ascii_case(done));
                let mut cells = vec![(closed, Cell::Boolean(is_closed))];
                cells.extend(date.map(|date| match (is_closed, stored(date)) {
                    (true, Cell::Null) => (date, now.clone()),
                    (true, held) => (date, held),
                    (false, _) => (date, Cell::Null),
                }));
                cells
            }
            Derivation::Line { quantity, price, total } => {
                // A line may say what it comes to in place of the price of one.
                if let (None, Some(total)) = (set(price), set(total)) {
                    let of_one = order::number(&total).zip(order::number(&get(quantity)));
                    let divided =
                        of_one.and_then(|(sum, n)| sum.divide(&n, 2, crate::value::RoundingMode::HalfUp).ok());
                    return divided.map(|each| (price, money(each))).into_iter().collect();
                }
                if set(quantity).or(set(price)).is_none() {
                    return Vec::new();
                }
                let product = |a: &Cell, b: &Cell| Some(order::number(a)?.mul(&order::number(b)?));
                match product(&get(quantity), &get(price)) {
                    Some(sum) => vec![(total, money(sum))],
                    None => Vec::new(),
                }
            }
        }
    }
}

fn money(sum: Decimal) -> Cell {
    let rounded = sum.set_scale(2, crate::value::RoundingMode::HalfUp).unwrap_or(sum);
    Cell::from_value(&Value::decimal(rounded)).unwrap_or_default()
}

impl Companion {
    pub fn of(object: &Object) -> Option<Companion> {
        match &*object.name {
            "ContentVersion" => Some(Companion::ContentVersion),
            "User" => Some(Companion::User),
            "ContentDistribution" => Some(Companion::ContentDistribution),
            "EmailMessageRelation" => Some(Companion::EmailMessageRelation),
            "OpportunityLineItem" => Some(Companion::OpportunityLineItem),
            _ => None,
        }
    }
}

impl Transaction {
    /// Makes what a new row brings with it.
    pub(super) fn add_companions(&mut self, companion: Companion, object: ObjectId, id: Id) {
        // A schema without these objects or fields simply goes without.
        let _ = match companion {
            Companion::User => {
                let _ = self.assign_profile(object, id);
                self.type_user(object, id)
            }
            Companion::ContentVersion => self.add_document(object, id),
            Companion::ContentDistribution => self.address_file(object, id),
            Companion::EmailMessageRelation => self.address_person(object, id),
            Companion::OpportunityLineItem => self.price_line(object, id),
        };
    }

    fn address_person(&mut self, object: ObjectId, id: Id) -> Option<()> {
        let schema = self.schema().clone();
        let def = schema.object(object);
        let Cell::Id(person) = self.cell(id, def.field("RelationId")?) else { return None };
        let people = schema.object(self.object_of(person)?);
        let mut cells = vec![(def.field("RelationObjectType")?, Cell::string(&people.name))];
        let address = def.field("RelationAddress")?;
        if self.cell(id, address).is_null() {
            cells.push((address, self.cell(person, people.field("Email")?)));
        }
        self.overwrite(id, &cells).ok()
    }

    fn price_line(&mut self, object: ObjectId, id: Id) -> Option<()> {
        let schema = self.schema().clone();
        let line = schema.object(object);
        let read = |tx: &Transaction, id: Id, name: &str| {
            let field = schema.object(tx.object_of(id)?).field(name)?;
            Some(tx.cell(id, field))
        };
        let Cell::Id(entry) = self.cell(id, line.field("PricebookEntryId")?) else { return None };
        let Cell::Id(deal) = self.cell(id, line.field("OpportunityId")?) else { return None };
        let mut cells = vec![(line.field("ListPrice")?, read(self, entry, "UnitPrice")?)];
        if let Cell::Id(product) = read(self, entry, "Product2Id")? {
            cells.push((line.field("Product2Id")?, Cell::Id(product)));
            cells.push((line.field("ProductCode")?, read(self, product, "ProductCode")?));
            let (of_deal, of_product) = (read(self, deal, "Name")?, read(self, product, "Name")?);
            let name = format!("{} {}", of_deal.as_str().unwrap_or_default(), of_product.as_str().unwrap_or_default());
            cells.push((line.field("Name")?, Cell::string(&name)));
        }
        self.overwrite(id, &cells).ok()?;
        let book = schema.get("Opportunity")?.field("Pricebook2Id")?;
        if self.cell(deal, book).is_null() {
            let cell = read(self, entry, "Pricebook2Id")?;
            self.overwrite(deal, &[(book, cell)]).ok()?;
        }
        Some(())
    }

    /// The amount of an opportunity that its lines make.
    pub fn summed_amount(&self, id: Id) -> Option<FieldId> {
        let object = self.object_of(id)?;
        match self.state().table(object)?.layout.derivation? {
            Derivation::Opportunity { amount, lines, .. } if matches!(self.cell(id, lines), Cell::Boolean(true)) => {
                Some(amount)
            }
            _ => None,
        }
    }

    fn address_file(&mut self, object: ObjectId, id: Id) -> Option<()> {
        let schema = self.schema().clone();
        let def = schema.object(object);
        let address = |name: &str, place: &str| {
            let url = format!("https://orgless.example/sfc/{place}?v={id}");
            Some((def.field(name)?, Cell::string(&url)))
        };
        let addresses = [address("ContentDownloadUrl", "dist/version/download"), address("DistributionPublicUrl", "p")];
        self.overwrite(id, &addresses.into_iter().flatten().collect::<Vec<_>>()).ok()
    }

    fn assign_profile(&mut self, object: ObjectId, id: Id) -> Option<()> {
        let schema = self.schema().clone();
        let profile = self.cell(id, schema.object(object).field("ProfileId")?);
        let sets = schema.find("PermissionSet")?;
        let owner = schema.object(sets).field("ProfileId")?;
        let set = self.find_by(sets, owner, &profile).first().copied()?;
        let assignments = schema.find("PermissionSetAssignment")?;
        let def = schema.object(assignments);
        let fields = [
            (def.field("AssigneeId")?, Cell::Id(id)),
            (def.field("PermissionSetId")?, Cell::Id(set)),
            (def.field("IsActive")?, Cell::Boolean(true)),
        ];
        self.insert(assignments, &fields).ok().map(drop)
    }

    fn type_user(&mut self, object: ObjectId, id: Id) -> Option<()> {
        let schema = self.schema().clone();
        let user = schema.object(object);
        let user_type = user.field("UserType")?;
        if !self.cell(id, user_type).is_null() {
            return None;
        }
        let Cell::Id(profile) = self.cell(id, user.field("ProfileId")?) else { return None };
        let of_profile = schema.get("Profile")?.field("UserType")?;
        let cell = self.cell(profile, of_profile);
        self.overwrite(id, &[(user_type, cell)]).ok()
    }

    /// The document of a version, with a link from the place or person that it was published for.
    fn add_document(&mut self, object: ObjectId, id: Id) -> Option<()> {
        let schema = self.schema().clone();
        let version = schema.object(object);
        let read = |tx: &Transaction, name: &str| version.field(name).map_or(Cell::Null, |f| tx.cell(id, f));
        let path = read(self, "PathOnClient");
        let extension = path.as_str().and_then(|p| p.rsplit_once('.')).map_or(Cell::Null, |(_, e)| Cell::string(e));
        let kind = Cell::string(&extension.as_str().map_or("UNKNOWN".to_owned(), file_type));
        let size = match read(self, "VersionData") {
            Cell::Blob(bytes) => Cell::Integer(i32::try_from(bytes.len()).unwrap_or(i32::MAX)),
            _ => Cell::Integer(0),
        };
        let latest = Cell::Boolean(true);
        let mut own = vec![("IsLatest", latest), ("FileExtension", extension.clone()), ("FileType", kind.clone())];
        own.push(("ContentSize", size.clone()));
        let document_id = schema.find("ContentDocument")?;
        let document = schema.object(document_id);
        let shared = [("FileExtension", extension), ("FileType", kind), ("ContentSize", size)];
        let mut fields: Vec<(&str, Cell)> = shared.into();
        fields.push(("Title", read(self, "Title")));
        fields.push(("LatestPublishedVersionId", Cell::Id(id)));
        let named = |of: &Object, cells: Vec<(&str, Cell)>| -> Vec<(FieldId, Cell)> {
            cells.into_iter().filter_map(|(name, cell)| Some((of.field(name)?, cell))).collect()
        };
        let count = match read(self, "ContentDocumentId") {
            Cell::Id(existing) => {
                let (lookup, is_latest) = (version.field("ContentDocumentId")?, version.field("IsLatest")?);
                let others = self.find_by(object, lookup, &Cell::Id(existing));
                for other in others.iter().filter(|other| **other != id) {
                    self.overwrite(*other, &[(is_latest, Cell::Boolean(false))]).ok()?;
                }
                self.update(existing, &named(document, fields)).ok()?;
                others.len()
            }
            _ => {
                fields.push(("OwnerId", read(self, "OwnerId")));
                let made = self.insert(document_id, &named(document, fields)).ok()?;
                own.push(("ContentDocumentId", Cell::Id(made)));
                let link_id = schema.find("ContentDocumentLink")?;
                let link = |place: Cell, share: &str| {
                    let share = Cell::string(share);
                    vec![("ContentDocumentId", Cell::Id(made)), ("LinkedEntityId", place), ("ShareType", share)]
                };
                let owner = read(self, "OwnerId");
                self.insert(link_id, &named(schema.object(link_id), link(owner, "I"))).ok()?;
                let place = read(self, "FirstPublishLocationId");
                if !place.is_null() {
                    self.insert(link_id, &named(schema.object(link_id), link(place, "V"))).ok()?;
                }
                1
            }
        };
        own.push(("VersionNumber", Cell::string(&count.to_string())));
        self.overwrite(id, &named(version, own)).ok()
    }
}

/// The platform's name for files of an extension.
fn file_type(extension: &str) -> String {
    match extension.to_ascii_lowercase().as_str() {
        "docx" => "WORD_X",
        "xlsx" => "EXCEL_X",
        "pptx" => "POWER_POINT_X",
        "doc" => "WORD",
        "xls" => "EXCEL",
        "ppt" => "POWER_POINT",
        "txt" => "TEXT",
        other => return other.to_uppercase(),
    }
    .to_owned()
}

/// `A-{0000}` with a number: `A-0042`.
pub fn auto_number(format: &str, number: u32) -> String {
    match (format.find('{'), format.find('}')) {
        (Some(open), Some(close)) if open < close => {
            let width = close - open - 1;
            format!("{}{number:0width$}{}", &format[..open], &format[close + 1..])
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_numbers_are_padded() {
        assert_eq!(auto_number("INV-{00000}", 42), "INV-00042");
        assert_eq!(auto_number("{0}", 42), "42");
        assert_eq!(auto_number("", 7), "7");
    }
}
