//! What the paper has decided once, for every page: each setting with its meaning and what holds where
//! nothing is set.

mod law;

use axum::http::StatusCode;
use serde::Serialize;
use warraq_archive::ChangeSettingsError;
use warraq_archive::accounts::{Allowed, Role, SignedIn, right};
use warraq_archive::model::{Law, Setting, SettingGroup, SettingKind};

pub(super) use law::{show as law, write as write_law};

use super::shell;
use super::visit::Visit;
use crate::error::Error;
use crate::respond::Answer;

const PATH: &str = "/admin/settings";
/// The longest value, in letters: all of an `ads.txt`.
const LONGEST: usize = 50_000;

#[derive(Serialize)]
struct SettingsPage {
    tabs: Vec<Tab>,
    group: &'static str,
    fields: Vec<Field>,
    laws: Vec<LawLink>,
    is_saved: bool,
    wrong: &'static str,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    is_here: bool,
}

#[derive(Serialize)]
struct LawLink {
    href: String,
    label: String,
}

#[derive(Serialize)]
struct Field {
    key: &'static str,
    label: String,
    hint: String,
    kind: &'static str,
    value: String,
    /// What holds where nothing is set, in words.
    default: String,
    options: Vec<Choice>,
    is_wrong: bool,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
    is_chosen: bool,
}

/// What was typed, where it was refused.
struct Typed {
    values: Vec<(&'static str, String)>,
    wrong: Vec<&'static str>,
}

/// `GET /admin/settings?group=`
pub(super) fn show(
    visit: &Visit<'_>,
    who: &SignedIn,
    _: &Allowed<right::ChangeSettings>,
) -> Result<Answer, Error> {
    let group = SettingGroup::named(visit.query.text("group"));
    page(visit, who, group.unwrap_or(SettingGroup::Paper), None)
}

/// `POST /admin/settings`
pub(super) fn change(
    visit: &Visit<'_>,
    who: &SignedIn,
    allowed: &Allowed<right::ChangeSettings>,
) -> Result<Answer, Error> {
    let Some(group) = SettingGroup::named(visit.form.text("group")) else {
        return visit.problem(who, StatusCode::UNPROCESSABLE_ENTITY, "not_found");
    };
    let stored = stored(visit)?;
    let values: Vec<_> = group
        .settings()
        .map(|setting| (setting.key, typed(visit, setting)))
        .collect();
    let wrong: Vec<_> = group
        .settings()
        .zip(&values)
        .filter(|(setting, (_, value))| value.chars().count() > LONGEST || !setting.takes(value))
        .map(|(setting, _)| setting.key)
        .collect();
    if !wrong.is_empty() {
        let answer = page(visit, who, group, Some(Typed { values, wrong }))?;
        return Ok(answer.with_status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let changes: Vec<_> = group
        .settings()
        .zip(&values)
        .filter(|(setting, (_, value))| *value != value_of(setting, &stored))
        .map(|(_, (key, value))| (*key, value.as_str()))
        .collect();
    if !changes.is_empty() {
        match visit.archive.change_settings_by(allowed, &changes) {
            Ok(()) => {}
            Err(ChangeSettingsError::Store(cause)) => return Err(cause.into()),
            // Each value was tried alone before.
            Err(ChangeSettingsError::Value(_)) => {
                return visit.problem(who, StatusCode::UNPROCESSABLE_ENTITY, "not_found");
            }
        }
    }
    Ok(Answer::see(&format!("{}&saved=yes", address(group))))
}

/// What a form says of a setting.
fn typed(visit: &Visit<'_>, setting: &Setting) -> String {
    match setting.kind {
        SettingKind::Any(_) => {
            let chosen: Vec<_> = visit.form.all(setting.key).collect();
            chosen.join(" ")
        }
        _ => visit.form.text(setting.key).trim().to_owned(),
    }
}

fn stored(visit: &Visit<'_>) -> Result<Vec<(String, String)>, Error> {
    Ok(visit.archive.stored_settings()?)
}

/// What holds today.
fn value_of(setting: &Setting, stored: &[(String, String)]) -> String {
    let found = stored.iter().find(|(key, _)| key == setting.key);
    let usable = found.filter(|(_, value)| setting.takes(value));
    usable.map_or_else(|| setting.default.to_owned(), |(_, value)| value.clone())
}

fn page(
    visit: &Visit<'_>,
    who: &SignedIn,
    group: SettingGroup,
    typed: Option<Typed>,
) -> Result<Answer, Error> {
    let stored = stored(visit)?;
    let field = |setting: &Setting| {
        let typed = typed.as_ref();
        let value = typed.and_then(|typed| {
            let found = typed.values.iter().find(|(key, _)| *key == setting.key);
            found.map(|(_, value)| value.clone())
        });
        let value = value.unwrap_or_else(|| value_of(setting, &stored));
        let is_wrong = typed.is_some_and(|typed| typed.wrong.contains(&setting.key));
        field(visit, setting, value, is_wrong)
    };
    let tab = |tab: SettingGroup| Tab {
        href: address(tab),
        label: say(visit, "setting_groups", tab.name()),
        is_here: tab == group,
    };
    let law = |law: Law| LawLink {
        href: law::address(law),
        label: law::name(visit, law),
    };
    let page = SettingsPage {
        tabs: SettingGroup::ALL.map(tab).into(),
        group: group.name(),
        fields: group.settings().map(field).collect(),
        laws: match group {
            SettingGroup::Paper => Law::ALL.map(law).into(),
            _ => Vec::new(),
        },
        is_saved: visit.query.text("saved") == "yes",
        wrong: match typed {
            Some(_) => visit.say("admin.settings.wrong"),
            None => "",
        },
    };
    let title = visit.say("admin.nav.settings");
    visit.page(who, "admin/settings.html", title, page)
}

fn field(visit: &Visit<'_>, setting: &Setting, value: String, is_wrong: bool) -> Field {
    let options: Vec<_> = match setting.kind {
        SettingKind::YesNo => ["yes", "no"].to_vec(),
        SettingKind::One(all) => all.to_vec(),
        // What was chosen comes first, in its order.
        SettingKind::Any(all) => {
            let chosen = value.split_whitespace();
            let chosen = chosen.filter_map(|name| all.iter().find(|known| **known == name));
            let mut options: Vec<_> = chosen.copied().collect();
            let others = all.iter().filter(|known| !options.contains(known)).copied();
            let others: Vec<_> = others.collect();
            options.extend(others);
            options
        }
        _ => Vec::new(),
    };
    let default = match setting.kind {
        SettingKind::YesNo | SettingKind::One(_) => value_name(visit, setting.default),
        SettingKind::Any(_) => {
            let names = setting.default.split_whitespace();
            let names: Vec<_> = names.map(|name| value_name(visit, name)).collect();
            names.join(visit.say("admin.settings.comma"))
        }
        _ => setting.default.to_owned(),
    };
    Field {
        key: setting.key,
        label: say(visit, "setting", setting.key),
        hint: say(visit, "setting_hint", setting.key),
        kind: match setting.kind {
            SettingKind::Line => "line",
            SettingKind::Lines => "lines",
            SettingKind::Code => "code",
            SettingKind::CodeLines => "code_lines",
            SettingKind::Number => "number",
            SettingKind::YesNo | SettingKind::One(_) => "one",
            SettingKind::Any(_) => "any",
        },
        options: options
            .into_iter()
            .map(|option| Choice {
                value: option,
                label: value_name(visit, option),
                is_chosen: value.split_whitespace().any(|chosen| chosen == option),
            })
            .collect(),
        value,
        default,
        is_wrong,
    }
}

fn value_name(visit: &Visit<'_>, value: &str) -> String {
    match Role::named(value) {
        Some(role) => shell::role(visit, role.name()),
        None => say(visit, "setting_values", value),
    }
}

fn say(visit: &Visit<'_>, table: &str, name: &str) -> String {
    visit.words.say(&format!("admin.{table}.{name}")).to_owned()
}

fn address(group: SettingGroup) -> String {
    format!("{PATH}?group={}", group.name())
}
