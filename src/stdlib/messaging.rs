//! `Messaging`: e-mails are checked, counted and kept; none leaves.

use super::http::{field, text_field};
use super::missing::declared;
use super::org_limits;
use crate::hir::TypeId;
use crate::interp::context::Email;
use crate::interp::exceptions::with_exception_data;
use crate::interp::limits::Limit;
use crate::interp::native::{InstanceRef, ListRef, Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::value::object::DmlFailure;
use crate::value::{Cell, Id, List, Str, Value};

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails)",
            "Sends all e-mails, or throws EmailException.",
            |cx: &mut Interp, emails: ListRef| send(cx, &emails, true),
        ),
        m(
            "static List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email> emails, Boolean allOrNothing)",
            "Sends e-mails and answers what became of each.",
            |cx: &mut Interp, emails: ListRef, all_or_nothing: Option<bool>| match all_or_nothing {
                Some(all_or_nothing) => send(cx, &emails, all_or_nothing),
                None => Err(cx.null_pointer()),
            },
        ),
        declared(
            "static List<Messaging.SendEmailResult> sendEmailMessage(List<Id> drafts)",
            "Messaging.sendEmailMessage",
        ),
        declared(
            "static List<Messaging.SendEmailResult> sendEmailMessage(List<Id> drafts, Boolean allOrNothing)",
            "Messaging.sendEmailMessage",
        ),
        m(
            "static void reserveSingleEmailCapacity(Integer amount)",
            "Makes sure of the day's e-mails.",
            |cx: &mut Interp, amount: i32| {
                let reserved = cx.context.reserved_emails.saturating_add(amount);
                if reserved > org_limits::SINGLE_EMAILS {
                    let text = "The daily limit for the org would be exceeded by this request";
                    return Err(cx.throw(Exc::Handled, text));
                }
                cx.context.reserved_emails = reserved;
                Ok(())
            },
        ),
        m("static void reserveMassEmailCapacity(Integer amount)", "Makes sure of the day's e-mails.", |_: i32| ()),
        m(
            "static List<Messaging.RenderEmailTemplateBodyResult> renderEmailTemplate(String whoId, String whatId, \
             List<String> bodies)",
            "Texts with the records' fields filled in.",
            bodies,
        ),
        m(
            "static Messaging.SingleEmailMessage renderStoredEmailTemplate(String templateId, String whoId, String whatId)",
            "An e-mail made of a template, with the records' fields filled in.",
            render,
        ),
        m(
            "static Messaging.SingleEmailMessage renderStoredEmailTemplate(String templateId, String whoId, String whatId, \
             Messaging.AttachmentRetrievalOption option)",
            "An e-mail made of a template, with the records' fields filled in.",
            |cx: &mut Interp, template: Option<Str>, who: Option<Str>, what: Option<Str>, _: Value| {
                render(cx, template, who, what)
            },
        ),
        m(
            "static Messaging.SingleEmailMessage renderStoredEmailTemplate(String templateId, String whoId, String whatId, \
             Messaging.AttachmentRetrievalOption option, Boolean updateUsage)",
            "An e-mail made of a template, with the records' fields filled in.",
            |cx: &mut Interp, template: Option<Str>, who: Option<Str>, what: Option<Str>, _: Value, _: Option<bool>| {
                render(cx, template, who, what)
            },
        ),
    ]
}

/// Why an e-mail is refused.
struct Refusal {
    status: &'static str,
    text: String,
    fields: Vec<String>,
}

fn send(cx: &mut Interp, emails: &ListRef, all_or_nothing: bool) -> Exec<Value> {
    cx.charge(Limit::EmailInvocations, 1)?;
    let emails: Vec<InstanceRef> = emails.borrow().to_vec().iter().filter_map(InstanceRef::of).collect();
    let mut refusals = Vec::with_capacity(emails.len());
    for email in &emails {
        refusals.push(check(cx, email));
    }
    if all_or_nothing && let Some(row) = refusals.iter().position(Option::is_some) {
        return Err(refuse(cx, row, &refusals));
    }
    let class = cx.program.find_class("Messaging.SendEmailResult").expect("the prelude declares it");
    let mut results = Vec::with_capacity(emails.len());
    for (email, refusal) in emails.iter().zip(&refusals) {
        let errors = errors(cx, email, refusal.as_ref())?;
        if refusal.is_none() {
            let kept = Email {
                to: addresses(cx, email, "toAddresses"),
                subject: text_field(cx, email, "subject").unwrap_or_default(),
                body: text_field(cx, email, "plainTextBody")
                    .or_else(|| text_field(cx, email, "htmlBody"))
                    .unwrap_or_default(),
            };
            cx.context.emails.push(kept);
        }
        results.push(cx.instantiate(class, &[Value::Boolean(refusal.is_none()), errors])?);
    }
    Ok(Value::list(List::from_values(TypeId::class(class), results)))
}

fn errors(cx: &mut Interp, email: &InstanceRef, refusal: Option<&Refusal>) -> Exec<Value> {
    let class = cx.program.find_class("Messaging.SendEmailError").expect("the prelude declares it");
    let mut made = Vec::new();
    if let Some(refusal) = refusal {
        let status = cx.enum_constant("System.StatusCode", refusal.status);
        let target = field(cx, email, "targetObjectId");
        let target = cx.text(&target)?;
        let target = if target.as_str() == "null" { Value::Null } else { Value::String(target) };
        let names = refusal.fields.iter().map(|f| Value::string(f)).collect();
        let fields = Value::list(List::from_values(TypeId::STRING, names));
        made.push(cx.instantiate(class, &[Value::string(&refusal.text), status, target, fields])?);
    }
    Ok(Value::list(List::from_values(TypeId::class(class), made)))
}

fn refuse(cx: &mut Interp, row: usize, refusals: &[Option<Refusal>]) -> crate::interp::Thrown {
    let first = refusals[row].as_ref().expect("found as refused");
    let text = format!(
        "SendEmail failed. First exception on row {row}; first error: {}, {}: [{}]",
        first.status,
        first.text,
        first.fields.join(", ")
    );
    let thrown = cx.throw(Exc::Email, text);
    let failures = refusals.iter().enumerate().filter_map(|(row, r)| {
        r.as_ref().map(|r| DmlFailure {
            object: None,
            row,
            id: None,
            status: r.status,
            message: r.text.clone(),
            fields: r.fields.clone(),
        })
    });
    let failures: Vec<DmlFailure> = failures.collect();
    if let Some(exception) = &cx.pending {
        with_exception_data(exception, |data| data.dml = failures);
    }
    thrown
}

fn addresses(cx: &Interp, email: &InstanceRef, name: &str) -> Vec<String> {
    let Some(list) = ListRef::of(&field(cx, email, name)) else { return Vec::new() };
    let texts = list.borrow().to_vec();
    texts.iter().filter(|v| !v.is_null()).map(address).collect()
}

fn address(value: &Value) -> String {
    match value {
        Value::String(s) => s.to_string(),
        Value::Id(id) => id.to_string(),
        _ => String::new(),
    }
}

fn check(cx: &Interp, email: &InstanceRef) -> Option<Refusal> {
    let missing =
        |text: &str| Some(Refusal { status: "REQUIRED_FIELD_MISSING", text: text.to_owned(), fields: Vec::new() });
    let is_mass = cx.program.class(email.instance().class).name.eq_ignore_ascii_case("MassEmailMessage");
    let has_template = !field(cx, email, "templateId").is_null();
    if is_mass {
        return if has_template { None } else { missing("Missing template id.") };
    }
    let lists = ["toAddresses", "ccAddresses", "bccAddresses"];
    let all: Vec<(&str, String)> =
        lists.iter().flat_map(|l| addresses(cx, email, l).into_iter().map(move |a| (*l, a))).collect();
    if all.is_empty() && field(cx, email, "targetObjectId").is_null() {
        return missing("Add a recipient (To, CC, or BCC) to send an email.");
    }
    // A user's or contact's id stands for its address.
    if let Some((list, bad)) = all.iter().find(|(_, a)| Id::parse(a).is_none() && !is_address(a)) {
        let text = format!("Email address is invalid: {bad}");
        let fields = vec![(*list).to_owned(), bad.clone()];
        return Some(Refusal { status: "INVALID_EMAIL_ADDRESS", text, fields });
    }
    let has_body =
        ["plainTextBody", "htmlBody"].iter().any(|f| text_field(cx, email, f).is_some_and(|t| !t.is_empty()));
    if !has_body && !has_template {
        return missing("Email body is required.");
    }
    None
}

fn is_address(text: &str) -> bool {
    let name = text.rsplit_once('<').map_or(text, |(_, address)| address.trim_end_matches('>'));
    name.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
}

fn bodies(cx: &mut Interp, who: Option<Str>, what: Option<Str>, bodies: ListRef) -> Exec<List> {
    let records: Vec<Id> = [who, what].into_iter().flatten().filter_map(|id| Id::parse(&id)).collect();
    let class = cx.program.find_class("Messaging.RenderEmailTemplateBodyResult").expect("the prelude declares it");
    let mut results = Vec::new();
    for body in bodies.borrow().to_vec() {
        let merged = match &body {
            Value::String(text) => Value::string(&merge(cx, text, &records)?),
            _ => Value::Null,
        };
        results.push(cx.instantiate(class, &[merged])?);
    }
    Ok(List::from_values(TypeId::class(class), results))
}

fn render(cx: &mut Interp, template: Option<Str>, who: Option<Str>, what: Option<Str>) -> Exec<Value> {
    let object = cx.program.schema.find("EmailTemplate");
    let id = template.as_deref().and_then(Id::parse);
    let id = id.filter(|id| cx.org.object_of(*id) == object);
    let Some((id, object)) = id.zip(object) else {
        let shown = template.map_or_else(|| "null".into(), |t| t.to_string());
        let text = format!("INVALID_ID_FIELD: The supplied templateId is not a valid EmailTemplate ID: {shown}\n");
        return Err(cannot_render(cx, &text));
    };
    if !cx.org.exists(id) {
        return Err(cannot_render(cx, "INVALID_CROSS_REFERENCE_KEY: invalid cross reference id\n"));
    }
    let records: Vec<Id> = [who, what].into_iter().flatten().filter_map(|id| Id::parse(&id)).collect();
    let class = cx.program.find_class("Messaging.SingleEmailMessage").expect("the prelude declares it");
    let email = cx.instantiate(class, &[])?;
    for (name, setter) in [("Subject", "setSubject"), ("Body", "setPlainTextBody"), ("HtmlValue", "setHtmlBody")] {
        let Some(of) = cx.program.schema.object(object).field(name) else { continue };
        if let Some(text) = cx.org.cell(id, of).as_str().map(str::to_owned) {
            let merged = merge(cx, &text, &records)?;
            cx.call_named(&email, setter, &[Value::string(&merged)])?;
        }
    }
    cx.call_named(&email, "setTemplateId", &[Value::Id(id)])?;
    Ok(email)
}

fn cannot_render(cx: &mut Interp, text: &str) -> crate::interp::Thrown {
    let class = cx.program.find_class("System.EmailTemplateRenderException").expect("the prelude declares it");
    let exception = cx.new_exception(class, Some(Str::from(text)));
    cx.throw_value(exception)
}

/// Replaces `{!Contact.LastName}` by the fields of the records; what is unknown becomes empty.
fn merge(cx: &mut Interp, text: &str, records: &[Id]) -> Exec<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{!") {
        out.push_str(before);
        let Some((path, tail)) = after.split_once('}') else {
            out.push_str("{!");
            rest = after;
            continue;
        };
        let value = merged_field(cx, path.trim(), records);
        if !value.is_null() {
            cx.push_text(&mut out, &value)?;
        }
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn merged_field(cx: &Interp, path: &str, records: &[Id]) -> Value {
    let Some((object, path)) = path.split_once('.') else { return Value::Null };
    let schema = &cx.program.schema;
    let own = |id: &&Id| cx.org.object_of(**id).is_some_and(|o| schema.name(o).eq_ignore_ascii_case(object));
    let found = match object.to_ascii_lowercase().as_str() {
        // The first record is whom the text goes to.
        "recipient" => records.first().copied(),
        "sender" | "user" => Some(cx.context.user()),
        "organization" => cx.org.organization(),
        _ => records.iter().find(own).copied(),
    };
    let Some(mut id) = found else { return Value::Null };
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let Some(def) = cx.org.object_of(id).map(|object| schema.object(object)) else { return Value::Null };
        if names.peek().is_none() {
            return def.field(name).map_or(Cell::Null, |field| cx.org.cell(id, field)).to_value();
        }
        match def.relationship(name).map(|lookup| cx.org.cell(id, lookup)) {
            Some(Cell::Id(parent)) => id = parent,
            _ => return Value::Null,
        }
    }
    Value::Null
}
