//! Jobs outside of tests: each transaction has an interpreter of its own over the shared org.
//!
//! [`Engine::drain`] runs them one after the other, in order of their time; [`Engine::drain_with`] on several threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashSet;

use crate::hir::Program;
use crate::interp::context::{Context, Quiddity};
use crate::interp::limits::{Figures, Limits, Profile};
use crate::interp::{Exec, Interp, Natives, Thrown};
use crate::jobs::run::{self, Setting};
use crate::jobs::{finalizer, hooks, queue};
use crate::org::{JobKind, JobSpec, Org, Transaction};
use crate::value::{Id, Payload, Value};

/// Everything that transactions need: the program, the library, an org. Cheap to clone, may cross threads.
#[derive(Clone)]
pub struct Engine {
    pub program: Arc<Program>,
    pub natives: Natives,
    pub org: Org,
    pub profile: Profile,
    /// Jobs that a thread is running.
    claimed: Arc<Mutex<FxHashSet<Id>>>,
}

/// How a transaction failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// `System.NullPointerException: Attempt to de-reference a null object`
    pub text: String,
    /// The message alone.
    pub message: String,
    /// One line for each call under way.
    pub trace: String,
}

const _: () = {
    const fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<Engine>();
};

/// More transactions than any sensible queue needs; a chain that never ends is stopped here.
const MOST_STEPS: usize = 1_000_000;

impl Engine {
    pub fn new(program: Arc<Program>, natives: Natives, org: Org, profile: Profile) -> Engine {
        Engine { program, natives, org, profile, claimed: Arc::default() }
    }

    /// An interpreter for a new transaction.
    pub fn interp(&self, user: Id, quiddity: Quiddity, figures: Figures) -> Interp {
        let tx = self.org.begin_as(user);
        let random = self.org.host().random();
        let context = Context { request_id: format!("4{random:016x}"), ..Context::new(user, quiddity) };
        let limits = Limits::new(self.profile, figures);
        let mut cx = Interp::new(Arc::clone(&self.program), self.natives, tx, context, limits);
        cx.settle_user();
        cx.hooks = hooks();
        cx
    }

    /// Runs code as a transaction: committed when it ends well, else rolled back.
    ///
    /// # Errors
    /// The exception that ended it.
    pub fn transact<R>(
        &self,
        user: Id,
        quiddity: Quiddity,
        figures: Figures,
        f: impl FnOnce(&mut Interp) -> Exec<R>,
    ) -> Result<R, Failure> {
        let mut cx = self.interp(user, quiddity, figures);
        match f(&mut cx) {
            Ok(result) => {
                cx.org.commit();
                Ok(result)
            }
            Err(Thrown) => Err(failure(&mut cx)),
        }
    }

    /// Runs one transaction of the first job that is due. None when there is none.
    pub fn step(&self) -> Option<Id> {
        let spec = self.claim()?;
        let id = spec.id;
        self.perform(&spec);
        self.release(id);
        Some(id)
    }

    /// Runs jobs that are due, and those that they queue, until none is left. Answers how many transactions that took.
    pub fn drain(&self) -> usize {
        (0..MOST_STEPS).take_while(|_| self.step().is_some()).count()
    }

    /// The same with several transactions at a time; commits are one after the other.
    pub fn drain_with(&self, threads: usize) -> usize {
        let executor = smol::Executor::new();
        let (stop, stopped) = smol::channel::bounded::<()>(1);
        let (done, ended) = smol::channel::unbounded::<()>();
        let mut steps = 0;
        std::thread::scope(|scope| {
            for _ in 0..threads.max(1) {
                let (executor, stopped) = (&executor, stopped.clone());
                let worker = move || {
                    let _ = smol::block_on(executor.run(stopped.recv()));
                };
                let builder = std::thread::Builder::new().name("apex job".into()).stack_size(1 << 30);
                builder.spawn_scoped(scope, worker).expect("the system can start a thread");
            }
            let mut running = 0;
            while steps < MOST_STEPS {
                while let Some(spec) = self.claim() {
                    let (engine, done) = (self.clone(), done.clone());
                    let job = async move {
                        engine.perform(&spec);
                        engine.release(spec.id);
                        // The receiver outlives all jobs.
                        let _ = done.send(()).await;
                    };
                    executor.spawn(job).detach();
                    running += 1;
                }
                if running == 0 {
                    break;
                }
                if smol::block_on(ended.recv()).is_err() {
                    break;
                }
                running -= 1;
                steps += 1;
            }
            drop(stop);
        });
        steps
    }

    /// Moves the org's clock on and fires what falls due on the way, each at its time.
    pub fn advance(&self, ms: i64) -> usize {
        let clock = self.org.clock();
        let end = clock.now() + ms;
        let mut steps = self.drain();
        while let Some(due) = self.next_due().filter(|due| *due <= end) {
            clock.set(due.max(clock.now()));
            let ran = self.drain();
            if ran == 0 {
                break;
            }
            steps += ran;
        }
        clock.set(end);
        steps + self.drain()
    }

    /// When the next job is due, in milliseconds since 1970.
    pub fn next_due(&self) -> Option<i64> {
        let state = self.org.snapshot();
        state.jobs.iter().find(|spec| !is_held(spec)).map(|spec| spec.due)
    }

    /// Takes the first due job that no thread has.
    fn claim(&self) -> Option<Arc<JobSpec>> {
        let now = self.org.clock().now();
        let mut claimed = self.claimed.lock().expect("claims are brief");
        let state = self.org.snapshot();
        let mut due = state.jobs.iter().take_while(|spec| spec.due <= now);
        let spec = due.find(|spec| !is_held(spec) && !claimed.contains(&spec.id))?;
        claimed.insert(spec.id);
        Some(Arc::clone(spec))
    }

    fn release(&self, id: Id) {
        self.claimed.lock().expect("claims are brief").remove(&id);
    }

    /// Runs a job's next transaction and writes down how it went. Never fails: that is noted in the job's row.
    fn perform(&self, spec: &Arc<JobSpec>) {
        let mut tx = self.org.begin_as(spec.user);
        run::begin(&mut tx, spec);
        tx.commit();
        drop(tx);
        let setting = run::setting(spec);
        let outcome = catch_unwind(AssertUnwindSafe(|| self.transaction_of(spec, setting)));
        let (failed, attached) = match outcome {
            Ok(outcome) => outcome,
            Err(panic) => (Some(Ended::internal(panic.as_ref())), None),
        };
        if let Some(ended) = &failed {
            self.note_failure(spec, &ended.message);
        }
        if let Some(attached) = attached {
            let exception = failed.and_then(|e| e.exception);
            self.run_finalizer(spec, &attached, exception.as_ref());
        }
    }

    fn transaction_of(&self, spec: &Arc<JobSpec>, setting: Setting) -> (Option<Ended>, Option<Payload>) {
        let mut cx = self.interp(spec.user, setting.quiddity, setting.figures);
        cx.context.job = Some(setting.job);
        // Aborted, or done by another thread, since it was claimed.
        if cx.org.state().jobs.get(spec.id).is_none() {
            return (None, None);
        }
        let result = run::perform(&mut cx, spec);
        let attached = cx.context.job.as_mut().and_then(|j| j.finalizer.take());
        let attached = attached.and_then(|f| Payload::copy(&cx.program, &f).ok());
        match result {
            Ok(()) => {
                cx.org.commit();
                (None, attached)
            }
            Err(Thrown) => {
                let exception = cx.take_pending();
                let message = cx.exception_message(&exception);
                let exception = Payload::copy(&cx.program, &exception).ok();
                (Some(Ended { message, exception }), attached)
            }
        }
    }

    fn note_failure(&self, spec: &JobSpec, message: &str) {
        let mut tx: Transaction = self.org.begin_as(spec.user);
        run::fail(&mut tx, spec, message);
        tx.commit();
    }

    fn run_finalizer(&self, spec: &JobSpec, attached: &Payload, exception: Option<&Payload>) {
        let setting = run::finalizer_setting(spec);
        let run = || {
            self.transact(spec.user, setting.quiddity, setting.figures, |cx| {
                cx.context.job = Some(setting.job);
                let finalizer = queue::restore(cx, attached)?;
                let failure = match exception {
                    Some(e) => queue::restore(cx, e)?,
                    None => Value::Null,
                };
                finalizer::run(cx, &finalizer, spec.id, failure)
            })
        };
        // A failing finalizer is rolled back; its job has ended already.
        let _ = catch_unwind(AssertUnwindSafe(run));
    }
}

/// How a job's transaction failed.
struct Ended {
    message: String,
    exception: Option<Payload>,
}

impl Ended {
    /// A bug of ours: the job fails, the others go on.
    fn internal(panic: &(dyn std::any::Any + Send)) -> Ended {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Ended { message: format!("Internal error: {}", text.unwrap_or("unknown")), exception: None }
    }
}

fn is_held(spec: &JobSpec) -> bool {
    matches!(&spec.kind, JobKind::Batch(b) if b.holding) || is_paused(spec)
}

/// Whether it is a schedule that waits to be resumed.
pub(super) fn is_paused(spec: &JobSpec) -> bool {
    matches!(&spec.kind, JobKind::Scheduled(s) if s.paused)
}

/// The exception under way as text.
fn failure(cx: &mut Interp) -> Failure {
    let exception = cx.take_pending();
    Failure {
        text: cx.uncaught_text(&exception),
        message: cx.exception_message(&exception),
        trace: cx.stack_trace_text(&exception),
    }
}
