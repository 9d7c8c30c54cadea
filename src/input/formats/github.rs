//! What GitHub's formats have in common.

use serde::Deserialize;

use crate::input::forest::{Fate, Node};
use crate::input::json::{List, Maybe, Scalar};

/// Whoever wrote something; nobody, where the account is gone.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct User<'a> {
    #[serde(borrow)]
    pub(super) login: Scalar<'a>,
    r#type: Scalar<'a>,
    is_bot: Scalar<'a>,
}

impl User<'_> {
    /// GitHub lends the name of a ghost to accounts that are gone.
    pub(super) fn name(&self) -> &str {
        match self.login.str() {
            "ghost" => "",
            login => login,
        }
    }

    /// What becomes of a comment of this user; `minimized` is why it was, if it was.
    pub(super) fn fate(&self, minimized: Option<&str>) -> Fate {
        match minimized {
            Some(reason) if reason.eq_ignore_ascii_case("spam") => Fate::Spam,
            Some(_) => Fate::Hidden,
            None if self.is_bot() => Fate::Bot,
            None => Fate::Kept,
        }
    }

    fn is_bot(&self) -> bool {
        self.r#type.str() == "Bot" || self.is_bot.is_true() || self.login.str().ends_with("[bot]")
    }
}

/// A comment as GraphQL, and `gh` which asks it, give it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Comment<'a> {
    #[serde(borrow)]
    pub(super) id: Scalar<'a>,
    author: Maybe<User<'a>>,
    body: Scalar<'a>,
    created_at: Scalar<'a>,
    upvote_count: Scalar<'a>,
    pub(super) url: Scalar<'a>,
    is_minimized: Scalar<'a>,
    minimized_reason: Scalar<'a>,
    pub(super) replies: Maybe<Comments<'a>>,
}

/// Some of the comments on something, and how many there are.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Comments<'a> {
    #[serde(borrow)]
    pub(super) total_count: Scalar<'a>,
    pub(super) nodes: List<'a>,
}

impl Comment<'_> {
    pub(super) fn node(&self, thread: &str, parent: &str) -> Node<'_> {
        let nobody = User::default();
        let author = self.author.0.as_ref().unwrap_or(&nobody);
        let minimized = self.is_minimized.is_true().then(|| self.minimized_reason.str());
        Node {
            id: self.id.text(),
            thread: thread.to_owned().into(),
            parent: parent.to_owned().into(),
            author: author.name().to_owned().into(),
            text: self.body.text(),
            time: self.created_at.text(),
            score: self.upvote_count.text(),
            link: self.url.text(),
            fate: author.fate(minimized),
            replies: self.replies.0.as_ref().and_then(|replies| replies.total_count.count()),
        }
    }
}

/// `owner/name#24` of an address of an issue, a pull request or a discussion, on the site or in the API; else nothing.
pub(super) fn thread(address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next()?;
    let mut parts = path.rsplit('/');
    let number =
        parts.next().filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))?;
    parts.next().filter(|kind| matches!(*kind, "issues" | "pull" | "pulls" | "discussions"))?;
    let (name, owner) = (parts.next()?, parts.next()?);
    Some(format!("{owner}/{name}#{number}"))
}

/// Where an issue of that name is shown.
pub(super) fn page(comment: &str) -> &str {
    comment.split('#').next().unwrap_or_default()
}
