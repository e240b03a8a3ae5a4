//! What the whole house promises, whoever furnishes it: memory that stays flat, limits that hold.

use orgless::Session;
use orgless::session::with_big_stack;

fn session(source: &str) -> Session {
    let session = Session::builder().source("House.cls", source).build().expect("sources in memory can be read");
    assert!(session.diagnostics().is_empty(), "{:?}", session.diagnostics());
    session
}

/// Resident memory in KiB, where the system tells it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn transactions_that_build_cycles_leave_no_memory_behind() {
    let mut session = session(
        "public class House {
            House other; List<Object> things = new List<Object>(); Map<String, Object> named = new Map<String, Object>();
            public static void build() {
                for (Integer i = 0; i < 20; i++) {
                    House a = new House(); House b = new House();
                    a.other = b; b.other = a;
                    a.things.add(a.things); b.named.put('self', b); b.things.add(a);
                    a.things.add('some text that is long enough to lie on the heap ' + i);
                    Contact c = new Contact(LastName = 'x'); a.things.add(c);
                }
            }
        }",
    );
    let mut run = |times: u32| {
        for _ in 0..times {
            session.call_static("House", "build", &[]).expect("it builds");
        }
        resident()
    };
    let (Some(first), Some(last)) = (run(1_000), run(9_000)) else { return };
    assert!(last <= first + first / 10, "{first} KiB after 1,000 transactions, {last} KiB after 10,000");
}

#[test]
fn recursion_without_end_is_a_limit_and_no_crash() {
    let failure = with_big_stack(|| {
        let mut session =
            session("public class House { public static Integer down(Integer n) { return down(n + 1) + 1; } }");
        session.run("House.down(0);").expect_err("it never ends").to_string()
    });
    assert!(failure.contains("System.LimitException: Maximum stack depth reached: 1001"), "{failure}");
}
