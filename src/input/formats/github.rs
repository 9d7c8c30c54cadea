//! What GitHub's formats have in common.

use serde::Deserialize;

use crate::input::forest::Fate;
use crate::input::json::Scalar;

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
