//! Page templates, compiled once.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};
use rust_embed::RustEmbed;
use warraq_text::bidi::begins_foreign;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

/// All templates.
#[derive(Debug)]
pub(crate) struct Templates(Environment<'static>);

static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::compile);

impl Templates {
    /// The templates of this program.
    pub(crate) fn get() -> &'static Self {
        &TEMPLATES
    }

    fn compile() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        // Letters have a part that is no mark-up.
        environment.set_auto_escape_callback(|name| {
            if name.rsplit_once('.').is_some_and(|(_, kind)| kind == "txt") {
                AutoEscape::None
            } else {
                AutoEscape::Html
            }
        });
        if let Ok(syntax) = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
        {
            environment.set_syntax(syntax);
        }
        environment.set_formatter(write);
        environment.add_filter("direction", direction);
        // Mark-up passes unescaped only as a value made by the sanitiser, never by a template's word.
        environment.remove_filter("safe");
        for name in Files::iter() {
            let source = Files::get(&name)
                .map(|file| file.data.into_owned())
                .unwrap_or_default();
            let source = String::from_utf8(source).unwrap_or_default();
            // A template that does not compile fails where it is asked for, and a test asks for all.
            if let Err(error) = environment.add_template_owned(name.to_string(), source) {
                tracing::error!(%name, %error, "Template {name} does not compile");
            }
        }
        Self(environment)
    }

    pub(crate) fn render(&self, name: &str, context: Value) -> Result<String, Error> {
        self.0.get_template(name)?.render(context)
    }
}

/// The value of `dir` for what a person wrote: `auto`, where its first letter tells the truth.
fn direction(text: &str) -> &'static str {
    if begins_foreign(text.chars()) {
        "rtl"
    } else {
        "auto"
    }
}

/// Writes a value with the five characters escaped that mean something in HTML. The library's own
/// way escapes slashes as well, which makes every address longer and none safer.
fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe()) else {
        return minijinja::escape_formatter(out, state, value);
    };
    if *state.auto_escape() == AutoEscape::None {
        return Ok(out.write_str(text)?);
    }
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = special.get(1..).unwrap_or_default();
    }
    Ok(out.write_str(rest)?)
}

#[cfg(test)]
mod tests {
    use warraq_import::clean::SafeHtml;

    use super::*;

    #[test]
    fn every_template_compiles() {
        for name in Files::iter() {
            if let Err(error) = Templates::get().0.get_template(&name) {
                panic!("{name}: {error:#}");
            }
        }
    }

    #[test]
    fn what_people_wrote_is_escaped_and_nothing_more() {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write);
        environment
            .add_template("x", "{{ a }}|{{ b }}|{{ n }}")
            .unwrap();
        let safe = crate::view::Html::from(SafeHtml::from_store("<b>".to_owned()));
        let safe = Value::from(minijinja::value::Serde(safe));
        let context = minijinja::context! { a => "/a?b=\"1\"&c='<x>'", b => safe, n => 7 };
        let text = environment
            .get_template("x")
            .unwrap()
            .render(context)
            .unwrap();
        assert_eq!(text, "/a?b=&quot;1&quot;&amp;c=&#39;&lt;x&gt;&#39;|<b>|7");
    }

    #[test]
    fn no_template_has_inline_script_or_style() {
        // A letter is no page, and mail programs leave nothing but inline style.
        for name in Files::iter().filter(|name| !name.starts_with("letters/")) {
            let source = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            for forbidden in [
                " style=",
                "<style",
                " onclick",
                "javascript:",
                "|safe",
                "| safe",
            ] {
                assert!(!source.contains(forbidden), "{name} contains {forbidden}");
            }
            let scripts = source.matches("<script").count();
            let outside = ["<script type=\"application/ld+json\">", "<script src=\"{{"];
            let outside = outside.map(|begin| source.matches(begin).count());
            assert_eq!(
                scripts,
                outside.iter().sum::<usize>(),
                "{name} has a script of its own that is no data block"
            );
        }
    }

    #[test]
    fn no_sentence_for_readers_stands_in_a_template() {
        for name in Files::iter() {
            let source = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let letter = source.chars().find(|c| ('\u{620}'..'\u{64b}').contains(c));
            assert!(
                letter.is_none(),
                "{name} contains {letter:?}: words live in locales/"
            );
        }
    }
}
