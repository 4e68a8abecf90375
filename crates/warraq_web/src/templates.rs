//! Page templates, compiled once.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use rust_embed::RustEmbed;

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
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        if let Ok(syntax) =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()
        {
            environment.set_syntax(syntax);
        }
        // Mark-up passes unescaped only as a value made by the sanitiser, never by a template's word.
        environment.remove_filter("safe");
        for name in Files::iter() {
            let source = Files::get(&name).map(|file| file.data.into_owned()).unwrap_or_default();
            let source = String::from_utf8(source).unwrap_or_default();
            // A template that does not compile fails where it is asked for, and a test asks for all.
            if let Err(error) = environment.add_template_owned(name.to_string(), source) {
                tracing::error!(%name, %error, "Template {name} does not compile");
            }
        }
        Self(environment)
    }

    pub(crate) fn render(&self, name: &str, context: Value) -> Result<String, minijinja::Error> {
        self.0.get_template(name)?.render(context)
    }
}

#[cfg(test)]
mod tests {
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
    fn no_template_has_inline_script_or_style() {
        for name in Files::iter() {
            let source = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            for forbidden in [" style=", "<style", " onclick", "javascript:", "|safe", "| safe"] {
                assert!(!source.contains(forbidden), "{name} contains {forbidden}");
            }
            let scripts = source.matches("<script").count();
            let data = source.matches("<script type=\"application/ld+json\">").count();
            assert_eq!(scripts, data, "{name} has a script that is no data block");
        }
    }

    #[test]
    fn no_sentence_for_readers_stands_in_a_template() {
        for name in Files::iter() {
            let source = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let letter = source.chars().find(|c| ('\u{620}'..'\u{64b}').contains(c));
            assert!(letter.is_none(), "{name} contains {letter:?}: words live in locales/");
        }
    }
}
