//! What templates are given: plain data, with every sentence, number and date already written.

mod age;
mod archive;
mod card;
mod comment;
mod comment_form;
mod correction;
mod film;
mod frame;
mod head;
mod html;
pub(crate) mod json_ld;
mod pager;
mod picture;
mod share;
mod sign;
mod time;

pub(crate) use age::{age, origin};
pub(crate) use archive::{MonthView, StepView, YearBar, bars, month_table, year_bars};
pub(crate) use card::{CardView, FragmentView, LabelView, TagView, fragments};
pub(crate) use comment::{Thread, named};
pub(crate) use comment_form::{Answered, CommentForm};
pub(crate) use correction::CorrectionView;
pub(crate) use film::Film;
pub(crate) use frame::{Consent, Frame, NavEntry, Scripts, Styles};
pub(crate) use head::{FeedLink, Head, HeadImage};
pub(crate) use html::{Html, JsonLd};
pub(crate) use pager::Pager;
pub(crate) use picture::{PictureView, is_offered};
pub(crate) use share::ShareLink;
pub(crate) use sign::{WriterView, colour, initial};
pub(crate) use time::{Dates, Moment};
