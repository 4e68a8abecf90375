//! From the files of a form to items of the library, each once, however often the form is answered.

use warraq_archive::accounts::{SignedIn, right};
use warraq_archive::chance;
use warraq_archive::library::{LibraryError, NewMedia};
use warraq_archive::media::Objection;
use warraq_archive::model::MediaId;

use crate::admin::visit::Visit;
use crate::error::Error;
use crate::forms::{Form, SentFile};
use crate::site::form::one_line;

/// What became of a file.
#[derive(Debug)]
pub(in crate::admin) struct Brought {
    /// The field that it was chosen in.
    pub(in crate::admin) field: String,
    /// What it was called, in one plain line.
    pub(in crate::admin) name: String,
    /// The item that holds it, and whether that was there already; else the key of the sentence that
    /// says why it was not taken.
    pub(in crate::admin) became: Result<(MediaId, bool), &'static str>,
}

/// Brings in what came with the form.
pub(in crate::admin) fn bring<'v>(
    visit: &'v Visit<'_>,
    who: &SignedIn,
) -> Result<&'v [Brought], Error> {
    if visit.brought().get().is_none() {
        let files = visit.take_files().into_iter();
        let brought: Result<Vec<Brought>, Error> =
            files.map(|file| bring_one(visit, who, file)).collect();
        let brought = brought?;
        return Ok(visit.brought().get_or_init(|| brought));
    }
    Ok(visit.brought().get_or_init(Vec::new))
}

fn bring_one(visit: &Visit<'_>, who: &SignedIn, file: SentFile) -> Result<Brought, Error> {
    let name = warraq_text::bidi::plain(&file.name);
    let field = file.field.clone();
    let brought = |became| Brought {
        field,
        name,
        became,
    };
    let Ok(allowed) = who.claim::<right::AddMedia>() else {
        return Ok(brought(Err("admin.problems.forbidden")));
    };
    let random = chance::bytes().map_err(Error::Chance)?;
    match visit
        .archive
        .add_media(&allowed, &new(&visit.form, file), random)
    {
        Ok(taken) => Ok(brought(Ok((taken.id, taken.was_known)))),
        Err(LibraryError::Objection(objection)) => Ok(brought(Err(sentence(objection)))),
        Err(error) => Err(error.into()),
    }
}

/// What a form says of a file: that of the picture at the head of an article, which is typed with it.
fn new(form: &Form, file: SentFile) -> NewMedia {
    let said = |name| match &*file.field {
        "lead_file" => one_line(form.text(name)),
        _ => String::new(),
    };
    NewMedia {
        alt: said("lead_alt"),
        caption: said("lead_caption"),
        credit: said("lead_credit"),
        name: file.name,
        arrived: file.arrived,
    }
}

fn sentence(objection: Objection) -> &'static str {
    match objection {
        Objection::Empty => "admin.objections.empty",
        Objection::NotTaken => "admin.objections.not_taken",
        Objection::Undecodable => "admin.objections.undecodable",
        Objection::Broken => "admin.objections.broken",
        Objection::TooLarge => "admin.objections.too_large",
    }
}
