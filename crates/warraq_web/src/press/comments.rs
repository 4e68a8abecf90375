//! `POST /comment`: from a filled form to the desk.

use axum::http::StatusCode;
use tracing::info;
use warraq_archive::model::{ArticleId, NewComment, Received, WrittenComment};

use super::Press;
use crate::error::Error;
use crate::forms::{Form, Hindrance};
use crate::respond::Answer;
use crate::site::article::{self, Draft};
use crate::site::notice::Notice;
use crate::site::{problem, thanks};

impl Press {
    /// Takes what a reader wrote under an article.
    pub(super) async fn comment(
        &self,
        form: &Form,
        hindrance: Option<Hindrance>,
    ) -> Result<Answer, Error> {
        // An article is a large page: nobody gets it again for sending too often.
        if let Some(hindrance) = hindrance {
            return Ok(self.hindered(hindrance));
        }
        let Ok(article) = form.text("article").parse().map(ArticleId) else {
            return self.say(Notice::NoForm, StatusCode::BAD_REQUEST).await;
        };
        let parent = form.text("parent").parse().ok();
        let written = WrittenComment {
            name: form.text("name").to_owned(),
            email: form.text("email").to_owned(),
            text: form.text("text").to_owned(),
        };
        let settings = self.0.archive.settings();
        match written.under(article, parent, &settings.comments) {
            // Whoever fills traps learns nothing.
            Ok(comment) if form.is_trapped() => self.store(article, comment.trapped()).await,
            Ok(comment) => self.store(article, comment).await,
            Err(objections) => {
                let draft = Draft::again(parent, &written, objections);
                self.form_again(article, draft).await
            }
        }
    }

    async fn store(&self, article: ArticleId, comment: NewComment) -> Result<Answer, Error> {
        let received = self
            .write(move |archive| archive.receive_comment(&comment))
            .await?;
        match received {
            Ok(Received::Stored(comment, standing)) => {
                info!(%comment, ?standing, "Received comment {comment}");
                Ok(Answer::see(&thanks::address(article)))
            }
            Ok(Received::Already(_)) => Ok(Answer::see(&thanks::address(article))),
            Ok(Received::Closed(_) | Received::NoArticle) => {
                self.form_again(article, Draft::default()).await
            }
            Err(busy) => Ok(self.hindered(busy)),
        }
    }

    /// The article with its form as it was filled, or with the sentence that stands in its place.
    async fn form_again(&self, id: ArticleId, draft: Draft) -> Result<Answer, Error> {
        self.page(
            move |reading, edition| match article::again(reading, edition, id, &draft)? {
                Some(answer) => Ok(answer),
                None => problem::not_found(reading, edition, "/comment", None),
            },
        )
        .await
    }
}
