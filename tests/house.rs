//! What the whole house promises, whoever furnishes it: memory that stays flat, jobs side by side, limits that hold.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::time::Duration;

use orgless::Session;
use orgless::org::{Host, HttpAnswer, HttpCall, LogEntry, MemoryHost};
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

/// Answers a callout only when two of them wait at the same time.
#[derive(Default)]
struct Meeting {
    inner: MemoryHost,
    waiting: Mutex<u32>,
    met: Condvar,
}

impl Host for Meeting {
    fn now(&self) -> i64 {
        self.inner.now()
    }
    fn ticks(&self) -> u64 {
        self.inner.ticks()
    }
    fn random(&self) -> u64 {
        self.inner.random()
    }
    fn log(&self, entry: LogEntry<'_>) {
        self.inner.log(entry);
    }
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.inner.read(path)
    }

    fn callout(&self, _: &HttpCall) -> Result<HttpAnswer, String> {
        let mut waiting = self.waiting.lock().expect("nobody panics here");
        *waiting += 1;
        self.met.notify_all();
        let long = Duration::from_secs(20);
        let (waiting, time) =
            self.met.wait_timeout_while(waiting, long, |waiting| *waiting < 2).expect("nobody panics here");
        drop(waiting);
        if time.timed_out() {
            return Err("nobody else came".into());
        }
        Ok(HttpAnswer { status_code: 200, status: "OK".into(), ..HttpAnswer::default() })
    }
}

#[test]
fn two_jobs_run_at_the_same_time_over_one_org() {
    let mut session = Session::builder()
        .host(Arc::new(Meeting::default()))
        .source(
            "Meets.cls",
            "public class Meets implements Queueable, Database.AllowsCallouts {
                String name;
                public Meets(String name) { this.name = name; }
                public void execute(QueueableContext c) {
                    HttpRequest r = new HttpRequest();
                    r.setEndpoint('https://meeting.example.com/'); r.setMethod('GET');
                    HttpResponse answer = new Http().send(r);
                    insert new Account(Name = name + ' ' + answer.getStatusCode());
                }
                public static String names() {
                    List<String> all = new List<String>();
                    for (Account a : [SELECT Name FROM Account ORDER BY Name]) all.add(a.Name);
                    return String.join(all, ', ');
                }
            }",
        )
        .build()
        .expect("sources in memory can be read");
    assert!(session.diagnostics().is_empty(), "{:?}", session.diagnostics());
    let script = "System.enqueueJob(new Meets('left')); System.enqueueJob(new Meets('right'));";
    let script = session.compile_script("AnonymousBlock", script, 0).expect("it compiles");
    session.run_script(script).expect("it runs");
    assert_eq!(session.world().engine().drain_with(2), 2);
    assert_eq!(session.call_static("Meets", "names", &[]).expect("it answers"), "left 200, right 200");
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
