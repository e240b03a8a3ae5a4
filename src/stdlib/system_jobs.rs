//! `System`: what it does with jobs that are there already, with passwords, and with approvals by plain Ids.

use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exc, Exec, Interp, Thrown};
use crate::jobs::schedule;
use crate::stdlib::system_async::id_of;
use crate::stdlib::{approval, uuid};
use crate::value::{Cell, Date, Id, Str, Value, Zone};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Integer purgeOldAsyncJobs(Date before)",
            "Deletes the rows of jobs that ended before a day; answers how many.",
            |cx: &mut Interp, before: Date| purge(cx, before, usize::MAX),
        ),
        m(
            "static Integer purgeOldAsyncJobs(Date before, Integer most)",
            "Deletes at most so many rows of jobs that ended before a day; answers how many.",
            |cx: &mut Interp, before: Date, most: i32| purge(cx, before, usize::try_from(most).unwrap_or(0)),
        ),
        m("static void pauseJobById(String id)", "Has a schedule wait.", |cx: &mut Interp, id: Value| {
            let id = id_of(cx, &id)?;
            schedule::set_paused(cx, id, true)
        }),
        m("static void pauseJobByName(String name)", "Has a schedule wait.", |cx: &mut Interp, name: Str| {
            let id = schedule::named(&cx.org, &name);
            schedule::set_paused(cx, id, true)
        }),
        m("static void resumeJobById(String id)", "Has a schedule go on.", |cx: &mut Interp, id: Value| {
            let id = id_of(cx, &id)?;
            schedule::set_paused(cx, id, false)
        }),
        m("static void resumeJobByName(String name)", "Has a schedule go on.", |cx: &mut Interp, name: Str| {
            let id = schedule::named(&cx.org, &name);
            schedule::set_paused(cx, id, false)
        }),
        m(
            "static void setPassword(Id user, String password)",
            "Sets a user's password. Nobody logs in here: it is not kept.",
            |cx: &mut Interp, user: Id, _: Str| need_user(cx, user),
        ),
        m(
            "static System.ResetPasswordResult resetPassword(Id user, Boolean sendEmail)",
            "Gives a user a new password, which the result tells. Nobody logs in here: it is not kept.",
            |cx: &mut Interp, user: Id, _: Option<bool>| reset_password(cx, user),
        ),
        m(
            "static System.ResetPasswordResult resetPasswordWithEmailTemplate(Id user, Boolean sendEmail, String template)",
            "The same, with an e-mail of the org's own.",
            |cx: &mut Interp, user: Id, _: Option<bool>, _: Option<Str>| reset_password(cx, user),
        ),
        m(
            "static void changeOwnPassword(String old, String fresh)",
            "Sets the running user's password. Nobody logs in here: it is not kept.",
            |_: Str, _: Str| (),
        ),
        m(
            "static void movePassword(Id target, Id source)",
            "Gives a user another's password. Nobody logs in here: it is not kept.",
            |cx: &mut Interp, target: Id, source: Id| {
                need_user(cx, target)?;
                need_user(cx, source)
            },
        ),
        m(
            "static List<Id> process(List<Id> workItems, String action, String comments, String nextApprover)",
            "Answers requests of approval processes; all or none.",
            |cx: &mut Interp, items: ListRef, action: Str, comments: Option<Str>, next: Value| {
                let next = id_of(cx, &next)?;
                let items = items.borrow().to_vec();
                approval::answer_all(cx, &items, &action, comments.as_deref(), next)
            },
        ),
        m(
            "static List<Id> submit(List<Id> records, String comments, String nextApprover)",
            "Submits records to approval processes; all or none.",
            |cx: &mut Interp, records: ListRef, comments: Option<Str>, next: Value| {
                let next = id_of(cx, &next)?;
                let records = records.borrow().to_vec();
                approval::submit_all(cx, &records, comments.as_deref(), next)
            },
        ),
    ]
}

/// Deletes rows of jobs whose end lies before a day.
fn purge(cx: &mut Interp, before: Date, most: usize) -> Exec<usize> {
    let schema = cx.org.schema().clone();
    let ended = schema.find("AsyncApexJob").and_then(|jobs| cx.org.state().table(jobs).map(|table| (jobs, table)));
    let Some((jobs, table)) = ended else { return Ok(0) };
    let all: Vec<Id> = table.iter().map(|(number, _)| crate::org::id_of(&schema, jobs, number)).collect();
    let is_old = |id: &Id| match cx.org.named_cell(*id, "CompletedDate") {
        Cell::Datetime(at) => at.date(&Zone::get("GMT")) < before && cx.org.exists(*id),
        _ => false,
    };
    let old: Vec<Id> = all.into_iter().filter(is_old).take(most).collect();
    for id in &old {
        cx.org.delete(*id).expect("nothing hangs on the rows of jobs");
        // They do not lie in the recycle bin.
        let _ = cx.org.purge(*id);
    }
    Ok(old.len())
}

fn reset_password(cx: &mut Interp, user: Id) -> Result<Value, Thrown> {
    need_user(cx, user)?;
    let password = uuid::random_text(cx).replace('-', "");
    let class = cx.program.find_class("System.ResetPasswordResult").expect("the words of the method bring it");
    cx.instantiate(class, &[Value::string(&password)])
}

fn need_user(cx: &mut Interp, user: Id) -> Result<(), Thrown> {
    match user.prefix() == *b"005" && cx.org.exists(user) {
        true => Ok(()),
        false => Err(cx.throw(Exc::InvalidParameterValue, format!("Invalid user id: {user}"))),
    }
}
