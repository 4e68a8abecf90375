//! How the paper looks: the built-in look, or that of a theme over it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use minijinja::{Error, Value};
use serde::Serialize;

use crate::assets::{Assets, Colour};
use crate::respond::{Finished, House};
use crate::templates::Templates;
use crate::theme::{self, Theme, ThemeProblem};

/// How the paper looks. What a theme does not say is as it is built in.
#[derive(Debug, Default)]
pub(crate) struct Look {
    templates: Option<Templates>,
    /// What the theme has beside the built-in assets, or in their place.
    assets: Assets,
    tokens: String,
    finished: [OnceLock<HashMap<String, Finished>>; 2],
}

static BUILT_IN: LazyLock<Arc<Look>> = LazyLock::new(Arc::default);

impl Look {
    /// The look of a paper without a theme.
    pub(crate) fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// A theme's look, and what of the theme cannot be used.
    pub(crate) fn of(theme: &Theme) -> (Self, Vec<ThemeProblem>) {
        let (assets, mut problems) = Assets::of_theme(theme);
        let (templates, more) = Templates::of_theme(theme, &assets);
        problems.extend(more);
        let look = Self {
            templates: Some(templates),
            assets,
            tokens: theme.tokens.clone(),
            finished: Default::default(),
        };
        (look, problems)
    }

    /// Renders a template: that of the theme or, where that fails, the built-in one.
    pub(crate) fn render(&self, template: &str, context: Value) -> Result<String, Error> {
        if let Some(templates) = &self.templates {
            match templates.render(template, context.clone()) {
                Ok(html) => return Ok(html),
                Err(cause) => {
                    let problem = templates.problem(template, &cause);
                    tracing::error!(%template, %problem, "The theme failed, the built-in page was served: {problem}");
                }
            }
        }
        Templates::get().render(template, context)
    }

    /// What is wrong with a template of the theme, for a page with this context.
    pub(crate) fn try_to_render(&self, template: &str, context: &Value) -> Option<ThemeProblem> {
        let templates = self.templates.as_ref()?;
        let failed = templates.render(template, context.clone()).err()?;
        Some(templates.problem(template, &failed))
    }

    /// The address of an asset; empty for one that does not exist.
    pub(crate) fn address(&self, name: &str) -> &str {
        match self.assets.address(name) {
            "" => Assets::get().address(name),
            own => own,
        }
    }

    /// Addresses of what every page may need, in order. The theme's fonts and pictures are not
    /// among them: nobody knows which page needs which.
    pub(crate) fn addresses(&self) -> Vec<&str> {
        let mut addresses: Vec<_> = Assets::get()
            .names()
            .map(|name| self.address(name))
            .collect();
        addresses.extend(Some(self.address(THEME_STYLE)).filter(|at| !at.is_empty()));
        addresses.sort_unstable();
        addresses
    }

    /// An asset ready to be sent, by the last part of its address.
    pub(crate) fn finished(&self, name: &str, house: House) -> Option<&Finished> {
        let [http, https] = &self.finished;
        let own = if house.is_https() { https } else { http };
        let own = own.get_or_init(|| self.assets.finish(house));
        own.get(name).or_else(|| Assets::finished(name, house))
    }

    /// Compresses all assets now.
    pub(crate) fn warm(&self) {
        Assets::warm();
        for house in [House::plain(), House::encrypted()] {
            self.finished("", house);
        }
    }

    /// A colour of the light design tokens; black for one that does not exist.
    pub(crate) fn colour(&self, name: &str) -> Colour {
        Assets::colour_in(&self.tokens, name).unwrap_or_else(|| Assets::colour(name))
    }

    /// The colour of the page in light and in dark, for what browsers draw around it.
    pub(crate) fn papers(&self) -> Papers {
        Papers {
            light: self.colour("paper").to_string(),
            dark: Assets::dark_colour_in(&self.tokens, "paper")
                .unwrap_or_else(|| Assets::dark_colour("paper"))
                .to_string(),
        }
    }
}

/// The sheet with a theme's rules, which is the last.
pub(crate) const THEME_STYLE: &str = "theme.css";

/// The colour of the page, as style sheets write it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Papers {
    pub(crate) light: String,
    pub(crate) dark: String,
}

/// The look of the paper now.
#[derive(Debug)]
pub(crate) struct Looks {
    /// The theme's folder, while it is being worked on: then it is read again when it changes.
    worked_on: Option<PathBuf>,
    worn: RwLock<(Vec<Mark>, Arc<Look>)>,
}

/// By what a changed file is known: its name, its size and its time.
type Mark = (PathBuf, u64, Option<std::time::SystemTime>);

impl Looks {
    /// The look of a theme, or the built-in one. What is wrong with the theme is told in the log.
    pub(crate) fn of(theme: Option<&Path>, reloads: bool) -> Self {
        let worked_on = theme.filter(|_| reloads).map(Path::to_owned);
        let marks = worked_on.as_deref().map(marks).unwrap_or_default();
        let look = theme.map_or_else(Look::built_in, opened);
        Self {
            worked_on,
            worn: RwLock::new((marks, look)),
        }
    }

    /// The look that pages get now.
    pub(crate) fn now(&self) -> Arc<Look> {
        let worn = || {
            let worn = self.worn.read().unwrap_or_else(PoisonError::into_inner);
            worn.clone()
        };
        let (known, look) = worn();
        let Some(folder) = &self.worked_on else {
            return look;
        };
        let found = marks(folder);
        if found == known {
            return look;
        }
        let look = opened(folder);
        let mut worn = self.worn.write().unwrap_or_else(PoisonError::into_inner);
        *worn = (found, Arc::clone(&look));
        look
    }
}

fn opened(folder: &Path) -> Arc<Look> {
    let (look, problems) = theme::open(folder);
    for problem in &problems {
        tracing::error!(%problem, "The theme has a fault, the built-in page stands in: {problem}");
    }
    if problems.is_empty() {
        tracing::info!(folder = %folder.display(), "Put on the theme of {}", folder.display());
    }
    Arc::new(look)
}

fn marks(folder: &Path) -> Vec<Mark> {
    /// A folder that was named by mistake is not walked to its end.
    const MOST: usize = 1_000;
    let mut marks: Vec<Mark> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            // Of a link, this is the link's own: nothing that it leads to is looked at.
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() {
                folders.push(entry.path());
            }
            marks.push((entry.path(), about.len(), about.modified().ok()));
        }
        if marks.len() > MOST {
            break;
        }
    }
    marks.sort_unstable();
    marks
}
