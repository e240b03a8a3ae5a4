//! SOQL and SOSL, inline and dynamic.

use super::{expr, soql, sosl};
use crate::syntax::{FileId, parse_soql};

#[test]
fn select_lists() {
    soql("SELECT Id, Owner.Profile.Name FROM Account", "SELECT id, owner.profile.name FROM account");
    soql("SELECT COUNT() FROM A", "SELECT count() FROM a");
    soql("SELECT COUNT(Id) c, MAX(B) FROM A", "SELECT count(id) c, max(b) FROM a");
    soql("SELECT FIELDS(ALL), FIELDS(custom) FROM A LIMIT 200", "SELECT FIELDS(ALL), FIELDS(CUSTOM) FROM a LIMIT 200");
    soql(
        "SELECT Id, (SELECT Id, (SELECT Id FROM C) FROM B) FROM A",
        "SELECT id, (SELECT id, (SELECT id FROM c) FROM b) FROM a",
    );
    soql(
        "SELECT TYPEOF What WHEN Account THEN Phone, Name WHEN B THEN C ELSE Name END, Id FROM Event",
        "SELECT TYPEOF what WHEN account THEN phone, name WHEN b THEN c ELSE name END, id FROM event",
    );
    soql("SELECT FORMAT(convertCurrency(Amount)) amt FROM A", "SELECT format(convertcurrency(amount)) amt FROM a");
    soql(
        "SELECT a.Id FROM Account a, a.Contacts AS c USING SCOPE mine",
        "SELECT a.id FROM account a, a.contacts c USING SCOPE mine",
    );
}

#[test]
fn words_are_fields_and_objects_too() {
    soql("SELECT Id FROM Group", "SELECT id FROM group");
    soql("SELECT Id, Order.Name FROM Order ORDER BY Id", "SELECT id, order.name FROM order ORDER BY id");
    soql("SELECT Limit__c, Offset, View, End FROM A", "SELECT limit__c, offset, view, end FROM a");
    soql("SELECT Category, Data, First FROM A GROUP BY Data", "SELECT category, data, first FROM a GROUP BY data");
}

#[test]
fn conditions() {
    soql(
        "SELECT Id FROM A WHERE b = 1 AND (c != 'x' OR (NOT d LIKE '%\\'y'))",
        "SELECT id FROM a WHERE (b = 1 AND (c != \"x\" OR NOT d LIKE \"%'y\"))",
    );
    soql(
        "SELECT Id FROM A WHERE b IN ('x', :c) AND d NOT IN (SELECT E FROM F)",
        "SELECT id FROM a WHERE (b IN (\"x\", :c) AND d NOT IN (SELECT e FROM f))",
    );
    soql(
        "SELECT Id FROM A WHERE b INCLUDES ('x;y', 'z') AND c EXCLUDES ('q')",
        "SELECT id FROM a WHERE (b INCLUDES (\"x;y\", \"z\") AND c EXCLUDES (\"q\"))",
    );
    soql(
        "SELECT Id FROM A WHERE b >= LAST_N_DAYS:30 AND c < TODAY",
        "SELECT id FROM a WHERE (b >= LAST_N_DAYS:30 AND c < TODAY)",
    );
    soql(
        "SELECT Id FROM A WHERE b > 2024-01-31 AND c <= 2024-01-31T10:20:30.5+01:30",
        "SELECT id FROM a WHERE (b > 2024-01-31 AND c <= 2024-01-31T10:20:30.500+90)",
    );
    soql(
        "SELECT Id FROM A WHERE b > USD5000.50 AND c = -1.50 AND d = null AND e = true",
        "SELECT id FROM a WHERE (b > USD5000.50 AND c = -1.50 AND d = null AND e = true)",
    );
    soql(
        "SELECT Id FROM A WHERE DISTANCE(b, GEOLOCATION(37, -122.5), 'mi') < 20",
        "SELECT id FROM a WHERE distance(b, geolocation(37, -122.5), \"mi\") < 20",
    );
    soql("SELECT Id FROM A WHERE Name LIKE '50\\%'", "SELECT id FROM a WHERE name LIKE \"50\\\\%\"");
}

#[test]
fn all_other_clauses() {
    soql(
        "SELECT a, COUNT(Id) FROM A WITH USER_MODE GROUP BY ROLLUP(a, CALENDAR_YEAR(b)) HAVING COUNT(Id) > 1 ORDER BY a ASC NULLS LAST, COUNT(Id) DESC LIMIT 5 OFFSET 2",
        "SELECT a, count(id) FROM a WITH USER_MODE GROUP BY ROLLUP(a, calendar_year(b)) HAVING count(id) > 1 ORDER BY a NULLS LAST, count(id) DESC LIMIT 5 OFFSET 2",
    );
    soql("SELECT Id FROM A FOR UPDATE", "SELECT id FROM a FOR UPDATE");
    soql(
        "SELECT Id FROM A LIMIT 1 FOR VIEW FOR UPDATE ALL ROWS UPDATE TRACKING",
        "SELECT id FROM a LIMIT 1 FOR VIEW FOR UPDATE ALL ROWS UPDATE tracking",
    );
    soql(
        "SELECT Id FROM A WITH DATA CATEGORY b AT (c, d) AND e ABOVE_OR_BELOW f",
        "SELECT id FROM a WITH DATA CATEGORY b at (c, d) AND e above_or_below (f)",
    );
    soql("SELECT Id FROM A WHERE b = 1 WITH SECURITY_ENFORCED", "SELECT id FROM a WHERE b = 1 WITH SECURITY_ENFORCED");
}

#[test]
fn binds_are_apex_expressions() {
    expr(
        "[SELECT Id FROM A WHERE b = :c.d(e)[0].f AND g IN :new Set<Id>{ h } LIMIT :i - 1]",
        "[SELECT id FROM a WHERE (b = :c.d(e)[0].f AND g IN :new set<id>{h}) LIMIT :(i - 1)]",
    );
    expr(
        "[SELECT Id FROM A WHERE b = :(Id) c AND d = :(e) AND f = :g.limit OFFSET :offset]",
        "[SELECT id FROM a WHERE (b = :((id) c) AND d = :e AND f = :g.limit) OFFSET :offset]",
    );
    expr("[SELECT Id FROM A WHERE b IN (:c, :d) ORDER BY e]", "[SELECT id FROM a WHERE b IN (:c, :d) ORDER BY e]");
    expr("[SELECT Id FROM A WHERE b = :c FOR UPDATE]", "[SELECT id FROM a WHERE b = :c FOR UPDATE]");
    expr("[SELECT Id FROM A WHERE b = :c ? 1 : 2]", "[SELECT id FROM a WHERE b = :(c ? 1 : 2)]");
    expr(
        "[SELECT Id FROM A WHERE b = :m.get('x') WITH SYSTEM_MODE]",
        "[SELECT id FROM a WHERE b = :m.get(\"x\") WITH SYSTEM_MODE]",
    );
    soql("SELECT Id FROM A WHERE b = :tmp.name", "SELECT id FROM a WHERE b = :tmp.name");
}

#[test]
fn searches() {
    expr(
        "[FIND :a.b IN NAME FIELDS RETURNING Account(Id, Name WHERE c = 1 ORDER BY Name LIMIT 5), Contact WITH SNIPPET(target_length=120) LIMIT 20]",
        "[FIND :a.b IN name FIELDS RETURNING account(id, name WHERE c = 1 ORDER BY name LIMIT 5), contact WITH snippet (target_length = 120) LIMIT 20]",
    );
    sosl(
        "FIND {a* OR \"b c\" \\}} IN ALL FIELDS RETURNING Account(Id USING ListView = Recent)",
        "FIND \"a* OR \\\"b c\\\" \\\\}\" IN all FIELDS RETURNING account(id USING LISTVIEW = recent)",
    );
    sosl("FIND 'x' RETURNING A WITH USER_MODE", "FIND \"x\" RETURNING a WITH USER_MODE");
}

#[test]
fn errors_of_queries() {
    let message = |source: &str| parse_soql(source, FileId(0)).1.into_iter().map(|f| f.message).collect::<Vec<_>>();
    assert_eq!(message("SELECT Id FROM A LIMIT 1 WHERE b = 1"), ["unexpected token: 'WHERE'"]);
    assert_eq!(message("SELECT Id FROM A WHERE b = 1 AND c = 2 OR d = 3"), ["unexpected token: 'OR'"]);
    assert_eq!(message("SELECT Id"), ["unexpected token: '<EOF>'"]);
    assert_eq!(message("SELECT Id FROM A WHERE b > 2024-02-30"), ["Invalid date: 2024-02-30"]);
    assert_eq!(message("Id FROM A"), ["unexpected token: 'Id'"]);
}
