//! The store behind `Cache.Org` and `Cache.Session`, whose classes are Apex. Transactions see each
//! other's values as copies, and their own as they are.

use std::sync::Arc;

use crate::hir::TypeId;
use crate::interp::native::{Row, m};
use crate::interp::{Exc, Exec, Interp};
use crate::value::payload::NotSerializable;
use crate::value::{Cell, Payload, Set, Str, Value};

/// The object whose rows are the partitions that an org has.
const PARTITION: &str = "PlatformCachePartition";

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Object get(String key)",
            "The value under a key, or null: the one that this transaction put there, or a copy.",
            |cx: &mut Interp, key: Str| {
                let org = cx.org.org();
                let Some(held) = org.cache().get(&key, cx.org.now()) else { return Value::Null };
                if let Some((copy, value)) = cx.context.cached.get(&*key)
                    && Arc::ptr_eq(copy, &held)
                {
                    return value.clone();
                }
                let program = cx.program.clone();
                held.restore(&program, |object| cx.heap.track(object))
            },
        ),
        m(
            "static void put(String key, Object value, Integer seconds)",
            "Keeps a copy of a value for a time.",
            |cx: &mut Interp, key: Str, value: Value, seconds: i32| -> Exec<()> {
                match Payload::copy(&cx.program, &value) {
                    Ok(copy) => {
                        let expires = cx.org.now() + i64::from(seconds) * 1000;
                        let copy = Arc::new(copy);
                        cx.context.cached.insert(key.to_string(), (Arc::clone(&copy), value));
                        cx.org.org().cache().put(key.to_string(), copy, expires);
                        Ok(())
                    }
                    Err(NotSerializable(class)) => {
                        let text = format!("Not Serializable: {}", cx.class_name(class));
                        Err(cx.throw(Exc::Serialization, text))
                    }
                }
            },
        ),
        m(
            "static Boolean remove(String key)",
            "Forgets a value; whether there was one.",
            |cx: &mut Interp, key: Str| cx.org.org().cache().remove(&key, cx.org.now()),
        ),
        m(
            "static String partition(String space, String name)",
            "The name of a partition as the org has it; null where it has no such one.",
            |cx: &mut Interp, space: Str, name: Str| -> Value {
                let known = |name: &str| cx.org.find_named(PARTITION, "DeveloperName", &Cell::string(name));
                let declared = cx.org.find_named(PARTITION, "IsDeleted", &Cell::Boolean(false)).len() > 1;
                let ours = space.eq_ignore_ascii_case("local") || cx.org.schema().is_namespace(&space);
                match known(&name).first() {
                    Some(id) if ours || !declared => cx.org.named_cell(*id, "DeveloperName").to_value(),
                    // An org without partitions of its own, as code outside of a project has it, has them all.
                    None if !declared => Value::string(&name),
                    Some(_) | None => Value::Null,
                }
            },
        ),
        m("static String standard()", "The name of the default partition.", |cx: &mut Interp| -> Value {
            let found = cx.org.find_named(PARTITION, "IsDefaultPartition", &Cell::Boolean(true));
            found
                .first()
                .map_or_else(|| Value::string("default"), |id| cx.org.named_cell(*id, "DeveloperName").to_value())
        }),
        m("static Boolean contains(String key)", "Whether there is a value.", |cx: &mut Interp, key: Str| {
            cx.org.org().cache().get(&key, cx.org.now()).is_some()
        }),
        m(
            "static Set<String> keys(String prefix)",
            "The keys that begin so, without it.",
            |cx: &mut Interp, prefix: Str| {
                let mut keys = Set::new(TypeId::STRING);
                for key in cx.org.org().cache().keys(&prefix, cx.org.now()) {
                    keys.add(Value::string(&key));
                }
                keys
            },
        ),
    ]
}
