//! Jobs outside of tests, through the session: several at a time, by the clock, up to the org's limits.

use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use orgless::Session;
use orgless::org::{Host, HttpAnswer, HttpCall, LogEntry, MemoryHost};
use orgless::session::with_big_stack;

/// A host whose callouts answer only when two are under way.
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

    fn callout(&self, _: &HttpCall) -> Result<HttpAnswer, String> {
        let mut waiting = self.waiting.lock().expect("no thread panics");
        *waiting += 1;
        self.met.notify_all();
        let all_here = |n: &mut u32| *n < 2;
        let waited = self.met.wait_timeout_while(waiting, Duration::from_secs(20), all_here);
        match waited.expect("no thread panics").1.timed_out() {
            true => Err("nobody else came".into()),
            false => Ok(HttpAnswer { status_code: 200, status: "OK".into(), ..HttpAnswer::default() }),
        }
    }

    fn log(&self, entry: LogEntry<'_>) {
        self.inner.log(entry);
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.inner.read(path)
    }
}

fn session(host: Arc<dyn Host>, code: &str) -> Session {
    let session = Session::builder().host(host).now(Some(START)).source("Code.cls", code).build().expect("it loads");
    assert!(session.diagnostics().is_empty(), "{:?}", session.diagnostics());
    session
}

/// 2026-01-15T12:00:00Z
const START: i64 = 1_768_478_400_000;
const HOUR: Duration = Duration::from_secs(3600);

/// Runs a script without the jobs that it queues.
fn queue(session: &mut Session, code: &str) {
    let script = session.compile_script("script", code, 0).expect("it compiles");
    session.run_script(script).expect("it runs");
}

/// Runs a script of assertions.
fn check(session: &mut Session, code: &str) {
    if let Err(failure) = session.run(code) {
        panic!("{failure:?}");
    }
}

#[test]
fn two_jobs_run_at_the_same_time_over_one_org() {
    let host = Meeting { inner: MemoryHost::new(), waiting: Mutex::new(0), met: Condvar::new() };
    let mut session = session(
        Arc::new(host),
        "public class Caller implements Queueable, Database.AllowsCallouts {
            public void execute(QueueableContext context) {
                HttpRequest request = new HttpRequest();
                request.setEndpoint('https://example.com');
                request.setMethod('GET');
                Integer status = new Http().send(request).getStatusCode();
                insert new Account(Name = 'Called', NumberOfEmployees = status);
            }
        }",
    );
    queue(&mut session, "System.enqueueJob(new Caller()); System.enqueueJob(new Caller());");
    assert_eq!(session.world().engine().drain_with(2), 2);
    check(
        &mut session,
        "System.assertEquals(2, [SELECT COUNT() FROM Account WHERE Name = 'Called' AND NumberOfEmployees = 200]);
         System.assertEquals(2, [SELECT COUNT() FROM AsyncApexJob WHERE Status = 'Completed']);",
    );
}

#[test]
fn many_jobs_on_several_threads_lose_nothing() {
    let mut session = session(
        Arc::new(MemoryHost::new()),
        "public class Adder implements Queueable {
            public void execute(QueueableContext context) {
                insert new Account(Name = 'Added');
                Account total = [SELECT NumberOfEmployees FROM Account WHERE Name = 'Total'];
                total.NumberOfEmployees += 1;
                update total;
            }
        }",
    );
    queue(
        &mut session,
        "insert new Account(Name = 'Total', NumberOfEmployees = 0);
         for (Integer i = 0; i < 50; i++) { System.enqueueJob(new Adder()); }",
    );
    assert_eq!(session.world().engine().drain_with(4), 50);
    check(
        &mut session,
        "System.assertEquals(50, [SELECT COUNT() FROM Account WHERE Name = 'Added']);
         System.assertEquals(50, [SELECT NumberOfEmployees FROM Account WHERE Name = 'Total'].NumberOfEmployees);",
    );
}

#[test]
fn the_clock_fires_schedules_in_order() {
    let mut session = session(
        Arc::new(MemoryHost::new()),
        "public class Tick implements Schedulable {
            private String name;
            public Tick(String name) { this.name = name; }
            public void execute(SchedulableContext context) {
                insert new Account(Name = name, Site = Datetime.now().formatGmt('HH:mm'));
            }
        }",
    );
    queue(
        &mut session,
        "System.schedule('hourly', '0 0 * * * ?', new Tick('hourly'));
         System.schedule('quarters', '0 0,15,30,45 * * * ?', new Tick('quarter'));",
    );
    assert_eq!(session.drain(), 0, "nothing is due");
    assert_eq!(session.advance(HOUR / 2), 2);
    assert_eq!(session.advance(HOUR * 24), 24 * 5);
    check(
        &mut session,
        "System.assertEquals(24, [SELECT COUNT() FROM Account WHERE Name = 'hourly']);
         List<Account> first = [SELECT Site FROM Account WHERE Name = 'quarter' ORDER BY CreatedDate LIMIT 3];
         System.assertEquals('12:15', first[0].Site);
         System.assertEquals('12:30', first[1].Site);
         System.assertEquals('12:45', first[2].Site);
         CronTrigger t = [SELECT TimesTriggered, State FROM CronTrigger WHERE CronJobDetail.Name = 'hourly'];
         System.assertEquals(24, t.TimesTriggered);
         System.assertEquals('WAITING', t.State);
         System.abortJob(t.Id);",
    );
    assert_eq!(session.advance(HOUR), 4, "only the quarters are left");
}

#[test]
fn a_schedule_starts_a_batch_and_a_delay_waits() {
    let mut session = session(
        Arc::new(MemoryHost::new()),
        "public class Nightly implements Schedulable, Database.Batchable<SObject>, Queueable {
            public void execute(SchedulableContext context) { Database.executeBatch(new Nightly(), 2); }
            public void execute(QueueableContext context) { insert new Account(Name = 'delayed'); }
            public Database.QueryLocator start(Database.BatchableContext context) {
                return Database.getQueryLocator('SELECT Id FROM Account');
            }
            public void execute(Database.BatchableContext context, List<Account> scope) {
                for (Account a : scope) { a.Site = 'done'; }
                update scope;
            }
            public void finish(Database.BatchableContext context) {}
        }",
    );
    queue(
        &mut session,
        "insert new List<Account>{ new Account(Name = 'a'), new Account(Name = 'b'), new Account(Name = 'c') };
         System.schedule('nightly', '0 0 2 * * ?', new Nightly());
         System.enqueueJob(new Nightly(), 5);",
    );
    assert_eq!(session.advance(Duration::from_secs(299)), 0);
    assert_eq!(session.advance(Duration::from_secs(1)), 1);
    // The schedule, start, two chunks for four accounts, finish.
    assert_eq!(session.advance(HOUR * 24), 5);
    check(
        &mut session,
        "System.assertEquals(4, [SELECT COUNT() FROM Account WHERE Site = 'done']);
         AsyncApexJob job = [SELECT TotalJobItems, JobItemsProcessed, Status FROM AsyncApexJob WHERE JobType = 'BatchApex'];
         System.assertEquals(2, job.TotalJobItems);
         System.assertEquals(2, job.JobItemsProcessed);
         System.assertEquals('Completed', job.Status);",
    );
}

#[test]
fn the_org_takes_so_many_executions_a_day() {
    let mut session =
        session(Arc::new(MemoryHost::new()), "public class Later { @future public static void run() {} }");
    let mut tx = session.org().begin();
    tx.jobs_mut().limits.daily = 3;
    tx.commit();
    drop(tx);
    queue(&mut session, "for (Integer i = 0; i < 3; i++) { Later.run(); }");
    let refused = session.run("Later.run();").expect_err("the fourth is too many");
    let text = format!("{refused:?}");
    assert!(text.contains("AsyncApexExecutions Limit exceeded."), "{text}");
    session.advance(HOUR * 24);
    check(&mut session, "Later.run();");
}

#[test]
fn endless_recursion_and_endless_loops_fail_their_job_only() {
    let mut session = with_big_stack(|| {
        let mut session = session(
            Arc::new(MemoryHost::new()),
            "public class Wild {
                @future public static void deep() { down(0); }
                private static Integer down(Integer n) { return 1 + down(n + 1); }
                @future public static void fine() { insert new Account(Name = 'fine'); }
            }",
        );
        queue(&mut session, "Wild.deep(); Wild.fine();");
        session.drain();
        session
    });
    check(
        &mut session,
        "System.assertEquals(
            'Maximum stack depth reached: 1001',
            [SELECT ExtendedStatus FROM AsyncApexJob WHERE Status = 'Failed'].ExtendedStatus
         );
         System.assertEquals(1, [SELECT COUNT() FROM Account WHERE Name = 'fine']);",
    );
}
