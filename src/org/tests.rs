//! Claims about transactions, deletion and forks.

use std::sync::Arc;

use crate::org::{JobKind, JobSpec, MemoryHost, Org, Transaction, index, order};
use crate::schema::{Field, FieldId, FieldType, ObjectId, Schema};
use crate::value::{Cell, Id, Payload, Value};

fn org() -> Org {
    let mut schema = Schema::standard();
    let account = schema.find("Account").unwrap();
    schema.add_field(account, Field { unique: true, ..Field::new("Key__c", FieldType::String) });
    Org::new(Arc::new(schema), Arc::new(MemoryHost::new()))
}

fn field(tx: &Transaction, object: &str, name: &str) -> (ObjectId, FieldId) {
    let object = tx.schema().find(object).unwrap();
    (object, tx.schema().object(object).field(name).unwrap())
}

fn insert(tx: &mut Transaction, object: &str, fields: &[(&str, Cell)]) -> Id {
    let object_id = tx.schema().find(object).unwrap();
    let fields: Vec<_> = fields.iter().map(|(f, c)| (field(tx, object, f).1, c.clone())).collect();
    tx.insert(object_id, &fields).unwrap()
}

fn account(tx: &mut Transaction, name: &str) -> Id {
    insert(tx, "Account", &[("Name", Cell::string(name))])
}

#[test]
fn a_rollback_undoes_writes_and_never_gives_an_id_twice() {
    let org = org();
    let mut tx = org.begin();
    let first = account(&mut tx, "first");
    let savepoint = tx.savepoint();
    let second = account(&mut tx, "second");
    let (_, name) = field(&tx, "Account", "Name");
    tx.update(first, &[(name, Cell::string("changed"))]).unwrap();
    tx.rollback(&savepoint);
    assert!(!tx.exists(second));
    assert_eq!(tx.cell(first, name).as_str(), Some("first"));
    let third = account(&mut tx, "third");
    assert!(third > second);
    drop(tx);
    // Nothing was committed; the next id is new all the same.
    let mut tx = org.begin();
    assert!(!tx.exists(first));
    assert!(account(&mut tx, "fourth") > third);
}

#[test]
fn a_rollback_to_before_the_first_write_keeps_what_others_committed() {
    let org = org();
    let mut late = org.begin();
    let savepoint = late.savepoint();
    let mut other = org.begin();
    let theirs = account(&mut other, "theirs");
    other.commit();
    assert!(!late.exists(theirs), "a reader keeps its snapshot");
    let mine = account(&mut late, "mine");
    late.rollback(&savepoint);
    assert!(late.exists(theirs) && !late.exists(mine));
}

#[test]
fn two_threads_write_in_turn_over_one_org() {
    let org = org();
    let threads: Vec<_> = (0..2)
        .map(|n| {
            let org = org.clone();
            std::thread::spawn(move || {
                for i in 0..50 {
                    let mut tx = org.begin();
                    account(&mut tx, &format!("{n}-{i}"));
                    tx.commit();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    let accounts = org.begin().schema().find("Account").unwrap();
    assert_eq!(org.snapshot().table(accounts).unwrap().len(), 100);
}

#[test]
fn a_fork_goes_its_own_way() {
    let org = org();
    let mut tx = org.begin();
    let shared = account(&mut tx, "shared");
    tx.commit();
    let fork = org.fork();
    let mut inside = fork.begin();
    inside.delete(shared).unwrap();
    inside.commit();
    fork.clock().advance(86_400_000);
    assert!(org.begin().exists(shared) && !fork.begin().exists(shared));
    assert!(fork.begin().now() > org.begin().now());
}

#[test]
fn deletion_follows_the_lookups_and_can_be_undone() {
    let mut tx = org().begin();
    let root = account(&mut tx, "root");
    let child = insert(&mut tx, "Account", &[("Name", Cell::string("child")), ("ParentId", Cell::Id(root))]);
    let contact = insert(&mut tx, "Contact", &[("LastName", Cell::string("c")), ("AccountId", Cell::Id(root))]);
    let (_, parent) = field(&tx, "Account", "ParentId");
    let deleted = tx.delete(root).unwrap();
    assert_eq!(deleted.cascaded, [contact]);
    assert!(tx.in_bin(root) && tx.in_bin(contact) && tx.exists(child));
    assert!(tx.cell(child, parent).is_null());
    assert_eq!(tx.delete(root).unwrap_err().status, "ENTITY_IS_DELETED");
    tx.undelete(root).unwrap();
    assert!(tx.exists(root) && tx.exists(contact));
    assert!(order::equal(&tx.cell(child, parent), &Cell::Id(root)));
    tx.delete(root).unwrap();
    tx.purge(root).unwrap();
    assert!(tx.row(root).is_none() && tx.row(contact).is_none());
}

#[test]
fn unique_values_are_held_against_live_rows_without_case() {
    let mut tx = org().begin();
    let (object, key) = field(&tx, "Account", "Key__c");
    let first = tx.insert(object, &[(key, Cell::string("K1"))]).unwrap();
    let error = tx.insert(object, &[(key, Cell::string("k1"))]).unwrap_err();
    assert_eq!(error.message, format!("duplicate value found: Key__c duplicates value on record with id: {first}"));
    assert_eq!((error.status, error.fields), ("DUPLICATE_VALUE", vec!["Key__c".to_owned()]));
    tx.update(first, &[(key, Cell::string("K1"))]).unwrap();
    assert_eq!(tx.find_by(object, key, &Cell::string("k1")), [first]);
    tx.delete(first).unwrap();
    tx.insert(object, &[(key, Cell::string("K1"))]).unwrap();
    assert_eq!(index::fold("ÄB"), "äb");
}

#[test]
fn a_new_org_has_its_administrator() {
    let org = org();
    let tx = org.begin();
    let (_, profile) = field(&tx, "User", "ProfileId");
    let Cell::Id(profile) = tx.cell(tx.user(), profile) else { panic!("a profile") };
    let (_, name) = field(&tx, "Profile", "Name");
    assert_eq!(tx.cell(profile, name).as_str(), Some("System Administrator"));
    let (_, created_by) = field(&tx, "Account", "CreatedById");
    let mut tx = org.begin();
    let id = account(&mut tx, "x");
    assert!(order::equal(&tx.cell(id, created_by), &Cell::Id(tx.user())));
}

#[test]
fn jobs_come_in_due_order_and_go_with_a_rollback() {
    let org = org();
    let mut tx = org.begin();
    let program = crate::hir::Program {
        sources: Default::default(),
        schema: tx.schema().clone(),
        classes: Vec::new(),
        methods: Vec::new(),
        triggers: Vec::new(),
        selectors: 0,
        by_name: Default::default(),
        symbols: Default::default(),
    };
    let job = |n: u64, due| JobSpec {
        id: Id::from_parts(*b"707", n),
        kind: JobKind::Events { object: ObjectId(0), retries: 0 },
        payload: Payload::copy(&program, &Value::Integer(1)).unwrap(),
        due,
        user: org.user(),
    };
    tx.put_job(job(1, 500));
    tx.put_job(job(2, 100));
    tx.put_job(job(3, 500));
    let savepoint = tx.savepoint();
    tx.put_job(job(4, 0));
    tx.rollback(&savepoint);
    let order: Vec<_> = tx.state().jobs.iter().map(|j| j.id.sequence().unwrap()).collect();
    assert_eq!(order, [2, 1, 3]);
    tx.remove_job(Id::from_parts(*b"707", 2));
    assert_eq!(tx.state().jobs.first().unwrap().id.sequence(), Some(1));
}

#[test]
fn the_platform_derives_what_it_derives() {
    let mut tx = org().begin();
    let text = |tx: &Transaction, id, object, name| {
        let cell = tx.cell(id, field(tx, object, name).1);
        cell.as_str().map(str::to_owned).unwrap_or_else(|| format!("{cell:?}"))
    };
    let contact = insert(&mut tx, "Contact", &[("FirstName", Cell::string("Jo")), ("LastName", Cell::string("Doe"))]);
    let (_, last) = field(&tx, "Contact", "LastName");
    tx.update(contact, &[(last, Cell::string("Roe"))]).unwrap();
    assert_eq!(text(&tx, contact, "Contact", "Name"), "Jo Roe");
    let deal =
        insert(&mut tx, "Opportunity", &[("Name", Cell::string("d")), ("StageName", Cell::string("Closed Won"))]);
    assert_eq!(text(&tx, deal, "Opportunity", "IsWon"), "Boolean(true)");
    assert_eq!(text(&tx, deal, "Opportunity", "ForecastCategoryName"), "Closed");
    let (_, stage) = field(&tx, "Opportunity", "StageName");
    tx.update(deal, &[(stage, Cell::string("Prospecting"))]).unwrap();
    assert_eq!(text(&tx, deal, "Opportunity", "IsClosed"), "Boolean(false)");
    let data = Cell::Blob(Arc::new(vec![1, 2, 3]));
    let file = [("Title", Cell::string("t")), ("PathOnClient", Cell::string("a/b.pdf")), ("VersionData", data)];
    let version = insert(&mut tx, "ContentVersion", &file);
    let Cell::Id(document) = tx.cell(version, field(&tx, "ContentVersion", "ContentDocumentId").1) else {
        panic!("a document")
    };
    assert_eq!(text(&tx, document, "ContentDocument", "FileExtension"), "pdf");
    assert_eq!(text(&tx, version, "ContentVersion", "IsLatest"), "Boolean(true)");
}
