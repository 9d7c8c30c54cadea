//! Which words can say what is talked about: by themselves, at the edge of a phrase, or only inside of one.
//!
//! The stop words are those of the crate `stop-words` (the English list of stopwords-iso). It is made for search and has words that name things; those
//! are given back here, and what commenters say whatever they talk about is added.

use hashbrown::HashSet;
use rustrict::{Censor, Type};
use std::sync::LazyLock;

/// Where in a term a word may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Between two others: `proof of work`.
    Inside,
    /// At the edge of a phrase that is more than chance: `real estate`.
    Edge,
    /// By itself.
    Alone,
}

/// Stop words of the list that name things.
const NAMES: &str = "bill bills computer fire goods group groups home homepage information interest invention member members men microsoft mine \
    netscape order orders page pages problem problems research room rooms state states system test tests text web website world work works";

/// Words that say little by themselves and name things together with another: adjectives, generic nouns.
const EDGES: &str = "anti area areas big black case cases clear common cold current dark day days dead deep double early end extra fact fair false fast \
    five flat four free full general global good great half hard heavy high higher hot human important interesting key late law left life light \
    line little live local long low lower main major man many mass modern month months national natural near net new normal old one open own \
    part parts people person personal place point points poor private public quick real red rich right second self serious short side simple single \
    site six slow small social soft special state strong ten term terms third three time times top total true two type types value way week weeks \
    white whole woman women wrong year years young zero";

/// What is said whatever is talked about. A verb stands for its regular forms.
const VERBS: &str = "accept achieve act add admit agree allow answer apply argue ask assume avoid become begin believe bother break bring buy call \
    care carry catch change check choose claim click come comment compare complain confuse consider contain continue convince correct create cry deal \
    decide define deny depend describe deserve disagree discuss do drop eat enjoy exist expect explain fail fall feel figure fill find finish fix \
    follow forget get give go grow guess handle happen hate hear help hide hit hold hope ignore imagine improve include increase involve join joke keep \
    kill kind know laugh lead learn leave let lie like listen live look lose love make manage matter mean meet mention miss move need notice offer open \
    own pass pay pick play point post prefer pretend prevent produce promise prove provide pull push put raise reach react read realise realize \
    recognize recommend refer regard relate remain remember remove repeat replace reply report require respond return run say see seem sell send set \
    share shout show sit sleep solve sound speak spend stand start state stay steal stick stop struggle suck suggest support suppose swear take talk \
    teach tell tend thank think throw touch tried try turn understand use visit wait wake walk want waste watch wear win wish wonder work worry write";

/// Irregular forms of such verbs, adverbs, judgements, generic nouns and the furniture of forums.
const GENERIC: &str = "ate became been began begun bought broke broken brought built came caught chose chosen drove fell felt fought found gave given \
    gone got gotten grew heard held hid kept knew known led left lost made meant met paid put ran read said sat saw seen sent shown slept sold spent \
    spoke spoken stood stole stuck taken taught thought threw told took understood went woke won wore wrote written \
    absolute actual again ago ahead alike alive almost already always anyway apart aside away awhile basic besides certain daily else entire especial \
    etc ever exact extreme forever forward further hence hereby instead kinda largely later likely literal maybe merely meanwhile moreover namely nearby \
    never obvious often otherwise overall particular perhaps please possible pretty previous probable proper quite rather recent regardless seldom \
    similar sometimes somewhat soon sorta specific straight super sure therefore thus today together tomorrow tonight total typical unless usual various \
    whatever whenever wherever whichever yesterday \
    able afraid amazing angry annoying available aware awesome awful bad beautiful best better bored boring brilliant cool correct crazy cute dangerous \
    decent difficult different disappointed disgusting dumb easier easy evil excellent excited exciting fantastic favorite favourite fine fun funny glad \
    gross guilty happy hilarious honest horrible huge idiot idiots idiotic impossible impressive incredible insane interested jealous lame lazy lovely \
    lucky mad massive nice obnoxious odd okay perfect pathetic pointless proud ready reasonable ridiculous sad safe scary silly smart sorry stupid \
    surprised terrible tired ugly unfair unable useful useless weird wild willing wonderful worse worst worth worthless worthy \
    bastard bastards bitch bitches crap cunt kike moron morons retard retarded retards slut suckers \
    absolutely anybody anyone anything basically bit bits bunch chance chances choice comparison couple difference doubt effort everybody everyone \
    everything example examples fault feeling feelings folk folks guy guys guess hand hell hint idea ideas instance issue issues kid kidding level lot lots \
    luck manner matter mess mind mistake moment necessary nobody nonsense nothing opinion opinions option options others ourselves piece possibility \
    question questions reality reason reasons result results rest sense set sort sorts statement stuff thing things thought thoughts ton tons trouble \
    truth word words \
    minute minutes hour hours number numbers amount amounts percent million billion trillion hundred thousand dozen dozens \
    afaik aka amp article articles blah bro btw bs com comment comments commenter commenters dae damn dammit darn deleted discussion dude dudes edit \
    edited eli5 ffs fml forum ftfy fwiw fyi gif gonna gotta gt guys haha hahaha hahahaha heck hehe hey hmm hmmm html http https idk iirc imgur imho imo \
    jesus jk jpg kudos lemme link links linked lmao lmfao lol lols meh mods nah nbsp nope nsfw omg oops op org ops pic pics plz png pls post posts \
    poster ppl quote redditor redditors removed repost rofl sauce sarcasm sir smh source sources tbh tho thread threads thx til title tl tldr topic \
    totally ty ugh uh um upvote upvoted upvotes downvote downvoted downvotes username usernames users video videos wanna welp whoa wow wtf www xd ya \
    yall yeah yep yes yup yo youtube ok okay oh ah hi hello bye bye congrats cheers thanks";

/// Words that never name a thing, not even in capitals.
const FUNCTION: &str = "a about above after again against all am an and any are as at be because been before being below between both but by can did do \
    does doing don down during each few for from further had has have having he her here hers herself him himself his how i if in into is it its itself \
    just me more most my myself no nor not now of off on once only or other our ours out over own same she should so some such than that the their \
    theirs them themselves then there these they this those through to too under until up very was we were what when where which while who whom why \
    will with you your yours";

struct Lists {
    stop: HashSet<&'static str>,
    names: HashSet<&'static str>,
    edges: HashSet<&'static str>,
    verbs: HashSet<&'static str>,
    generic: HashSet<&'static str>,
    function: HashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let set = |words: &'static str| words.split_ascii_whitespace().collect();
    Lists {
        stop: stop_words::get("en").iter().copied().collect(),
        names: set(NAMES),
        edges: set(EDGES),
        verbs: set(VERBS),
        generic: set(GENERIC),
        function: set(FUNCTION),
    }
});

/// Where a word may stand, given in its form. `abbreviation`: it mostly stands in capitals. `known`: whether the data has this form. `abuses`: what
/// [`abuses`] says of it, asked only where it matters.
pub(super) fn place(form: &str, abbreviation: bool, known: &dyn Fn(&str) -> bool, abuses: &dyn Fn() -> bool) -> Place {
    let form = &form.to_lowercase();
    if let Some(owner) = form.strip_suffix("'s") {
        return place(owner, abbreviation, known, abuses).min(Place::Edge);
    }
    let place = listed(form, abbreviation);
    if place > Place::Inside && (is_adverb(form, known) || abuses()) { Place::Inside } else { place }
}

/// Whether the word list takes a word for abuse, as its possessive.
pub(super) fn abuses(form: &str) -> bool {
    let kind = Censor::from_str(form.to_lowercase().trim_end_matches("'s")).analyze();
    kind.is(Type::PROFANE & Type::MODERATE_OR_HIGHER) || kind.is(Type::OFFENSIVE & Type::SEVERE)
}

/// The same by the lists alone, which takes less time.
pub(super) fn listed(form: &str, abbreviation: bool) -> Place {
    let lists = &*LISTS;
    let has = |list: &HashSet<&str>| list.contains(form);
    let letters = form.chars().count();
    if form.contains(['\'', '_']) || has(&lists.function) || is_laughter(form) || is_amount(form) {
        Place::Inside
    } else if has(&lists.names) {
        Place::Alone
    } else if has(&lists.edges) {
        Place::Edge
    } else if has(&lists.generic) {
        Place::Inside
    } else if abbreviation && letters <= 5 {
        // The list of stop words has `ai`, `uk` and `sec`, as the ends of addresses.
        Place::Alone
    } else if has(&lists.stop) || is_verb(form) || letters < 2 {
        Place::Inside
    } else if letters == 2 {
        // `el`, of a name.
        Place::Edge
    } else {
        Place::Alone
    }
}

/// A generic verb in one of its regular forms.
fn is_verb(form: &str) -> bool {
    let verbs = &LISTS.verbs;
    if verbs.contains(form) {
        return true;
    }
    ["s", "es", "d", "ed", "ing"].iter().filter_map(|ending| form.strip_suffix(ending)).any(|stem| {
        let doubled = || stem.len() > 2 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
        let once = || stem.get(..stem.len() - 1).is_some_and(|once| verbs.contains(once));
        let silent = || form.ends_with("ing") && verbs.contains(format!("{stem}e").as_str());
        let y = || stem.strip_suffix('i').is_some_and(|stem| verbs.contains(format!("{stem}y").as_str()));
        verbs.contains(stem) || silent() || y() || (doubled() && once())
    })
}

/// A word in -ly whose adjective is known: `exponentially`, but not `assembly`.
fn is_adverb(form: &str, known: &dyn Fn(&str) -> bool) -> bool {
    let stem = form.strip_suffix("ly").filter(|stem| stem.chars().count() >= 3 && form != "supply");
    let Some(stem) = stem else { return false };
    let happy = stem.strip_suffix('i').is_some_and(|stem| known(&format!("{stem}y")));
    let basic = stem.strip_suffix("al").is_some_and(known);
    known(stem) || known(&format!("{stem}le")) || happy || basic
}

/// `100k`, `1.5x`.
fn is_amount(form: &str) -> bool {
    form.starts_with(|c: char| c.is_ascii_digit()) && form.ends_with(['b', 'k', 'm', 'x'])
}

/// `hahaha`, `hehe`, `hmmm`, `aaand`, or anything else that is drawn out of a letter or two.
fn is_laughter(form: &str) -> bool {
    let mut letters = form.chars();
    let first = letters.next();
    let second = letters.clone().find(|c| Some(*c) != first);
    form.chars().count() >= 3 && letters.all(|c| Some(c) == first || Some(c) == second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: &str) -> Place {
        let known = |word: &str| ["exponential", "happy", "simple", "basic", "ear"].contains(&word);
        place(form, false, &known, &|| abuses(form))
    }

    #[test]
    fn what_is_said_of_anything_names_nothing() {
        for form in [
            "the",
            "don't",
            "everyone's",
            "https",
            "lol",
            "edit",
            "haha",
            "hahahaha",
            "happened",
            "stopping",
            "using",
            "tries",
            "exponentially",
            "happily",
            "simply",
            "basically",
            "great's",
            "terrible",
            "shit",
            "x",
            "100k",
        ] {
            assert!(of(form) < Place::Alone, "{form}");
        }
    }

    #[test]
    fn what_names_things_stays() {
        for form in
            ["computer", "bill", "assembly", "family", "supply", "parking", "tram", "privacy", "wage", "café", "привет"]
        {
            assert_eq!(of(form), Place::Alone, "{form}");
        }
        let capital = |form: &str| place(form, true, &|_| false, &|| abuses(form));
        assert_eq!((of("ai"), capital("ai"), capital("it")), (Place::Inside, Place::Alone, Place::Inside));
        assert_eq!((of("real"), of("moore's")), (Place::Edge, Place::Edge));
    }

    #[test]
    fn the_lists_say_what_they_add_and_take_back() {
        for name in NAMES.split_ascii_whitespace() {
            assert_eq!(of(name), Place::Alone, "{name}");
        }
    }
}
