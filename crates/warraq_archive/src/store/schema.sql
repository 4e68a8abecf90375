-- The archive, version 1. {id}, {blob}, {rowless} and {bytewise} are spelled per database by migrate.rs.
-- Times are UTC milliseconds; truth values are 0 or 1; collation happens in Rust.

create table setting (
  key   text primary key,
  value text not null
);

create table change (
  seq    {id},
  kind   bigint not null,
  target bigint not null,
  at     bigint not null
);

-- Writing -------------------------------------------------------------------------------------

create table section (
  id          {id},
  parent_id   bigint,
  slug        text not null,
  path        text not null,
  name        text not null,
  folded      text not null,
  description text not null,
  sort_key    {blob} not null,
  -- Among those beside it; and whether the newsroom has its own word on it, which imports leave.
  position    bigint not null default 0,
  edited      bigint not null default 0
);
create index section_by_name on section (folded);
create index section_by_parent on section (parent_id);

create table tag (
  id          {id},
  slug        text not null,
  path        text not null,
  name        text not null,
  folded      text not null,
  description text not null,
  sort_key    {blob} not null,
  articles    bigint not null default 0,
  edited      bigint not null default 0
);
create index tag_by_name on tag (folded);
create index tag_by_use on tag (articles);

-- Terms of other taxonomies: kept, not shown.
create table term (
  id          {id},
  taxonomy    text not null,
  slug        text not null,
  name        text not null,
  description text not null,
  parent      text not null
);
create unique index term_by_slug on term (taxonomy, slug);

create table person (
  id        {id},
  slug      text not null,
  path      text not null,
  name      text not null,
  folded      text not null,
  guest     bigint not null,
  biography text not null,
  sort_key  {blob} not null,
  edited    bigint not null default 0
);
create index person_by_name on person (folded);

-- Every word of a name, folded and again without its article, for finding it by its beginning.
create table name_word (
  kind   bigint not null,
  word   text {bytewise} not null,
  target bigint not null,
  primary key (kind, word, target)
) {rowless};
create index name_word_by_target on name_word (kind, target);

-- What tags and people were called before, or those were that were made one with them.
create table name_alias (
  kind   bigint not null,
  folded text not null,
  target bigint not null,
  name   text not null,
  primary key (kind, folded)
) {rowless};
create index name_alias_by_target on name_alias (kind, target);

-- Never joined by anything that readers see.
create table person_private (
  person_id bigint primary key,
  login     text not null,
  email     text not null
);

create table article (
  id             {id},
  kind           bigint not null,
  standing       bigint not null,
  parent_id      bigint,
  section_id     bigint,
  lead_media_id  bigint,
  slug           text not null,
  path           text not null,
  guid           text not null,
  language       text not null,
  sticky         bigint not null,
  comments_open  bigint not null,
  menu_order     bigint not null,
  created_at     bigint not null,
  modified_at    bigint not null,
  -- Whoever began it here.
  owner_id       bigint
);
create index article_by_guid on article (guid);

create table revision (
  id              {id},
  article_id      bigint not null,
  at              bigint not null,
  origin          text not null,
  headline        text not null,
  kicker          text not null,
  standfirst      text not null,
  excerpt         text not null,
  body_source     text not null,
  body_format     text not null,
  body_hash       {blob} not null,
  seo_title       text not null,
  seo_description text not null,
  seo_canonical   text not null,
  -- What was written here says these as well; what was imported has them in rows of its article.
  who             text,
  slug            text,
  section_id      bigint,
  byline          text,
  tags            text,
  lead_media_id   bigint,
  lead_alt        text,
  lead_caption    text,
  lead_credit     text
);
create index revision_by_article on revision (article_id, id);

create table byline (
  article_id bigint not null,
  position   bigint not null,
  person_id  bigint not null,
  primary key (article_id, position)
) {rowless};
create index byline_by_person on byline (person_id);

create table article_section (
  article_id bigint not null,
  section_id bigint not null,
  primary key (article_id, section_id)
) {rowless};
create index article_section_by_section on article_section (section_id);

create table article_tag (
  article_id bigint not null,
  position   bigint not null,
  tag_id     bigint not null,
  primary key (article_id, position)
) {rowless};
create index article_tag_by_tag on article_tag (tag_id);

create table article_term (
  article_id bigint not null,
  term_id    bigint not null,
  primary key (article_id, term_id)
) {rowless};

-- What editors tell readers of mistakes. Imports never touch it.
create table correction (
  id            {id},
  article_id    bigint not null,
  at            bigint not null,
  kind          bigint not null,
  text          text not null,
  taken_back_at bigint
);
create index correction_by_article on correction (article_id, id);

-- State as rows -------------------------------------------------------------------------------

create table publication (
  article_id  bigint primary key,
  at          bigint not null,
  first_at    bigint not null,
  updated_at  bigint,
  revision_id bigint
);

create table withdrawal (
  article_id bigint primary key,
  at         bigint not null,
  reason     text not null,
  -- Whether the newsroom did it, not a source.
  ours       bigint not null default 0
);

-- The lists of the newsroom: drafts, what was put before readers, what was withdrawn. `owner_id` is 0
-- where nobody here began it, `section_id` where the newest text is in no section.
create table desk_line (
  article_id bigint primary key,
  standing   bigint not null,
  at         bigint not null,
  owner_id   bigint not null,
  section_id bigint not null,
  headline   text not null
);
create index desk_line_by_time on desk_line (standing, at, article_id);
create index desk_line_by_owner on desk_line (owner_id, standing, at, article_id);
create index desk_line_by_section on desk_line (section_id, standing, at, article_id);

-- What lines that are not before readers are found by: words of the headline in every form, names of
-- the byline folded behind an @. What is before readers is in the search index.
create table desk_word (
  word       text {bytewise} not null,
  standing   bigint not null,
  at         bigint not null,
  article_id bigint not null,
  primary key (word, standing, at, article_id)
) {rowless};
create index desk_word_by_article on desk_word (article_id);

-- How many lines stand where: of one owner, and of all under the owner -1.
create table desk_count (
  owner_id bigint not null,
  standing bigint not null,
  lines    bigint not null,
  primary key (owner_id, standing)
) {rowless};

-- Where the next version of an article is in its making, whatever readers see meanwhile. Without a row
-- it is being written. `account_id` is 0 for nobody.
create table desk_review (
  article_id bigint primary key,
  stage      bigint not null,
  account_id bigint not null,
  at         bigint not null,
  not_before bigint
);
create index desk_review_by_stage on desk_review (stage, at, article_id);

-- What was said with each step of it.
create table desk_note (
  id         {id},
  article_id bigint not null,
  at         bigint not null,
  who        text not null,
  stage      bigint not null,
  note       text not null
);
create index desk_note_by_article on desk_note (article_id, id);

-- Links that show one version to somebody outside. The key itself is in the link only.
create table desk_share (
  id          {id},
  hash        {blob} not null,
  article_id  bigint not null,
  revision_id bigint not null,
  who         text not null,
  expires_at  bigint not null
);
create unique index desk_share_by_hash on desk_share (hash);
create index desk_share_by_article on desk_share (article_id);
create index desk_share_by_time on desk_share (expires_at);

-- What was done to many articles at once, and what it takes to undo it.
create table desk_batch (
  id         {id},
  at         bigint not null,
  account_id bigint not null,
  deed       text not null,
  undone_at  bigint
);

create table desk_batch_line (
  batch_id        bigint not null,
  article_id      bigint not null,
  before_revision bigint not null,
  after_revision  bigint not null,
  before_at       bigint not null,
  before_stage    bigint not null,
  before_account  bigint not null,
  put_out         bigint not null,
  primary key (batch_id, article_id)
) {rowless};

-- What the newsroom has put on the front page, in order. Imports never touch it.
create table front_pick (
  article_id bigint primary key,
  position   bigint not null,
  until      bigint
);

-- What somebody types and has not saved: one row a window, whose `pen` it is, replaced by later numbers
-- only. What was saved or thrown away leaves its number, so that nothing older comes back.
-- `article_id` is 0 for an article that nobody has saved yet.
create table autosave (
  id              {id},
  account_id      bigint not null,
  article_id      bigint not null,
  pen             text not null,
  seq             bigint not null,
  settled         bigint not null,
  at              bigint not null,
  base            bigint not null,
  headline        text not null,
  kicker          text not null,
  standfirst      text not null,
  body            text not null,
  slug            text not null,
  section_id      bigint,
  byline          text not null,
  tags            text not null,
  seo_title       text not null,
  seo_description text not null,
  lead_id         bigint,
  lead_alt        text not null,
  lead_caption    text not null,
  lead_credit     text not null
);
create unique index autosave_by_pen on autosave (account_id, article_id, pen);

-- Who writes in an article just now, so that others know. Nothing depends on it.
create table desk_hold (
  article_id bigint primary key,
  account_id bigint not null,
  pen        text not null,
  at         bigint not null
);

-- What readers may see ------------------------------------------------------------------------
-- Written in the transaction of the change; rows whose visible_from has not come are behind the
-- gate in store/reading. Drafts, revisions and addresses of people are not here to leak.

create table public_article (
  article_id      bigint primary key,
  visible_from    bigint not null,
  kind            bigint not null,
  guid            text not null,
  path            text not null,
  slug            text {bytewise} not null,
  headline        text not null,
  kicker          text not null,
  standfirst      text not null,
  excerpt         text not null,
  body            text not null,
  language        text not null,
  section_id      bigint,
  lead_media_id   bigint,
  -- What the article says of its picture; empty where the library says it.
  lead_alt        text not null,
  lead_caption    text not null,
  lead_credit     text not null,
  updated_at      bigint,
  modified_at     bigint not null,
  words           bigint not null,
  comments_open   bigint not null,
  comments        bigint not null,
  has_video       bigint not null,
  sticky          bigint not null,
  seo_title       text not null,
  seo_description text not null
);
create index public_article_by_time on public_article (kind, visible_from, article_id);
create index public_article_by_slug on public_article (slug);
-- Sitemaps ask when each month changed: answered without walking over the bodies.
create index public_article_changed on public_article (kind, visible_from, modified_at);
create index public_article_sticky on public_article (sticky, visible_from);

-- The corrections of these articles that were not taken back.
create table public_correction (
  article_id    bigint not null,
  at            bigint not null,
  correction_id bigint not null,
  kind          bigint not null,
  text          text not null,
  primary key (article_id, at, correction_id)
) {rowless};

-- Lists, newest first, with a count for every month: a page deep in a list costs what page 1 costs.
create table listing (
  kind       bigint not null,
  target     bigint not null,
  at         bigint not null,
  article_id bigint not null,
  primary key (kind, target, at, article_id)
) {rowless};

create table listing_month (
  kind     bigint not null,
  target   bigint not null,
  month    bigint not null,
  articles bigint not null,
  primary key (kind, target, month)
) {rowless};

-- Addresses -----------------------------------------------------------------------------------

create table path (
  path     text {bytewise} primary key,
  kind     bigint not null,
  target   bigint not null,
  moved_to text,
  since    bigint not null
) {rowless};
create index path_by_target on path (kind, target);

-- Pictures ------------------------------------------------------------------------------------

create table media (
  id          {id},
  sha256      {blob},
  mime        text not null,
  width       bigint,
  height      bigint,
  bytes       bigint not null,
  title       text not null,
  alt         text not null,
  caption     text not null,
  description text not null,
  credit      text not null,
  source_url  text not null,
  path        text not null,
  article_id  bigint,
  created_at  bigint not null,
  problem     text not null,
  -- 0 a picture, 1 a film or a sound, 2 anything else.
  kind        bigint not null,
  -- Name, caption, credit and alternative text, for finding it.
  folded      text not null,
  -- Whoever brought it in here.
  owner_id    bigint,
  -- Whether readers get it only where an article that they may see shows it: what was brought in here.
  -- What the old site showed stays where it was.
  gated       bigint not null default 0,
  -- Since when readers could see it, if it is gated.
  shown_from  bigint,
  -- What matters in it, in thousandths from the left and from the top of what is shown.
  focus_x     bigint,
  focus_y     bigint,
  -- What is shown of it, in pixels of the upright original.
  crop_left   bigint,
  crop_top    bigint,
  crop_width  bigint,
  crop_height bigint,
  -- Rows of article_media.
  uses        bigint not null default 0
);
create index media_by_article on media (article_id);
create index media_by_content on media (sha256);
-- The shelves of the library, newest first.
create index media_by_time on media (created_at, id);
create index media_by_kind on media (kind, created_at, id);
create index media_without_alt on media (kind, created_at, id) where alt = '';
create index media_unused on media (created_at, id) where uses = 0;

-- What the newest text of an article shows, and what readers see of it.
create table article_media (
  article_id bigint not null,
  media_id   bigint not null,
  primary key (article_id, media_id)
) {rowless};
create index article_media_by_media on article_media (media_id);

-- The gated files that an article shows to its readers.
create table public_media (
  media_id   bigint not null,
  article_id bigint not null,
  primary key (media_id, article_id)
) {rowless};
create index public_media_by_article on public_media (article_id);

-- Links between articles, as editors made them in bodies.
create table article_link (
  article_id bigint not null,
  position   bigint not null,
  path       text not null,
  read_also  bigint not null,
  primary key (article_id, position)
) {rowless};
create index article_link_by_path on article_link (path);

-- Conversation --------------------------------------------------------------------------------

create table comment (
  id          {id},
  article_id  bigint not null,
  parent_id   bigint,
  external_id bigint not null,
  kind        bigint not null,
  standing    bigint not null,
  name        text not null,
  url         text not null,
  body        text not null,
  body_source text not null,
  at          bigint,
  -- The same, 0 where nobody knows: what the lists of the desk are ordered by.
  listed_at   bigint not null,
  decided_at  bigint
);
-- With the standing: without statistics SQLite would look for it among all comments.
create index comment_by_article on comment (article_id, standing, id);
create index comment_by_time on comment (kind, standing, listed_at, id);
create index comment_by_name on comment (name, id);

create table comment_private (
  comment_id bigint primary key,
  email      text not null,
  ip         text not null,
  kept       text not null
);
create index comment_private_by_email on comment_private (email, comment_id);

-- Whose comments are taken for spam: until a moment, or for ever.
create table comment_ban (
  email text {bytewise} primary key,
  at    bigint not null,
  until bigint
) {rowless};

-- What the desk decided at once, so that whoever decided can undo it: of each comment where it stood
-- before, since when that was decided, and what that had taught (1: that it is spam). `account_id` is
-- 0 for a command.
create table comment_decision (
  id         {id},
  account_id bigint not null,
  at         bigint not null,
  undone_at  bigint
);
create index comment_decision_by_account on comment_decision (account_id, id);

create table comment_decided (
  comment_id  bigint not null,
  decision_id bigint not null,
  was         bigint not null,
  became      bigint not null,
  decided_at  bigint,
  taught      bigint,
  primary key (comment_id, decision_id)
) {rowless};
create index comment_decided_by_decision on comment_decided (decision_id);

-- How a comment that was written here came in: what tells a second sending of it from a new one, and
-- a text that is sent everywhere. Nothing of who sent it.
create table comment_receipt (
  comment_id bigint primary key,
  at         bigint not null,
  sending    {blob} not null,
  words      {blob}
);
create index comment_receipt_by_sending on comment_receipt (sending, at);
create index comment_receipt_by_words on comment_receipt (words);

-- What decisions taught the classifier of spam, and what each of them did, so that it can be undone.
create table spam_clue (
  clue text {bytewise} primary key,
  good bigint not null,
  spam bigint not null
) {rowless};

create table spam_lesson (
  comment_id bigint primary key,
  spam       bigint not null,
  clues      text not null
);

-- Menus ---------------------------------------------------------------------------------------

create table menu_item (
  id        {id},
  menu      text not null,
  parent_id bigint,
  position  bigint not null,
  label     text not null,
  kind      bigint not null,
  target    bigint not null,
  href      text not null
);
create index menu_item_by_menu on menu_item (menu, position);

-- From elsewhere ------------------------------------------------------------------------------

create table import_run (
  id          {id},
  source      text not null,
  started_at  bigint not null,
  finished_at bigint,
  files       text not null,
  report      text not null
);

create table import_item (
  source       text not null,
  kind         bigint not null,
  external_key text not null,
  content_hash {blob} not null,
  target       bigint not null,
  run_id       bigint not null,
  outcome      bigint not null,
  note         text not null,
  primary key (source, kind, external_key)
) {rowless};
create index import_item_by_target on import_item (kind, target);

-- What an item carried beyond what has a column, verbatim as JSON. With row numbers: without, SQLite
-- puts every row above a kilobyte on a page of its own.
create table import_kept (
  source       text not null,
  kind         bigint not null,
  external_key text not null,
  record       text not null,
  primary key (source, kind, external_key)
);

create table import_unknown (
  source       text not null,
  article_id   bigint not null,
  construct    text not null,
  uses         bigint not null,
  example      text not null,
  primary key (source, article_id, construct)
) {rowless};

-- Pictures that bodies name and nobody has.
create table import_missing (
  source     text not null,
  path       text not null,
  article_id bigint not null,
  primary key (source, path)
) {rowless};

-- For which item of the source a picture was uploaded: galleries without a list of their own.
create table import_upload (
  source      text not null,
  parent      bigint not null,
  external_id bigint not null,
  media_id    bigint not null,
  primary key (source, parent, external_id)
) {rowless};

-- Reading -------------------------------------------------------------------------------------

-- How often articles were read, by hour, day and month. Nothing of who read them. No change is
-- recorded for it: whoever followed it would follow every reader.
create table read_count (
  unit       bigint not null,
  at         bigint not null,
  article_id bigint not null,
  reads      bigint not null,
  primary key (unit, at, article_id)
) {rowless};

-- Where readers came from, by day.
create table read_source (
  day    bigint not null,
  source bigint not null,
  reads  bigint not null,
  primary key (day, source)
) {rowless};

-- Post ----------------------------------------------------------------------------------------

-- Letters that are not sent yet, or that nobody takes. Never joined by anything that readers see.
create table outbox (
  id          {id},
  recipient   text not null,
  reply_to    text,
  subject     text not null,
  plain       text not null,
  html        text not null,
  list_id     text,
  unsubscribe text,
  written_at  bigint not null,
  due_at      bigint not null,
  attempts    bigint not null,
  standing    bigint not null,
  trouble     text not null
);
create index outbox_by_time on outbox (standing, due_at, id);

create table contact_message (
  id      {id},
  at      bigint not null,
  subject text not null,
  name    text not null,
  email   text not null,
  body    text not null
);

create table subscriber (
  id           {id},
  folded       text not null,
  email        text not null,
  rhythm       bigint not null,
  asked_at     bigint not null,
  confirmed_at bigint,
  told_until   bigint not null
);
create unique index subscriber_by_address on subscriber (folded);
create index subscriber_by_turn on subscriber (rhythm, told_until, id);

-- Sections and tags that somebody follows; none for the whole paper.
create table subscriber_list (
  subscriber_id bigint not null,
  kind          bigint not null,
  target        bigint not null,
  primary key (subscriber_id, kind, target)
) {rowless};

-- What links in letters allow. The key itself is in the letter only.
create table subscriber_key (
  hash          {blob} primary key,
  subscriber_id bigint not null,
  purpose       bigint not null,
  expires_at    bigint not null
) {rowless};
create index subscriber_key_by_subscriber on subscriber_key (subscriber_id);
create index subscriber_key_by_time on subscriber_key (expires_at);

-- Newsroom ------------------------------------------------------------------------------------

-- Who works here. Never joined by anything that readers see.
create table account (
  id           {id},
  folded       text not null,
  email        text not null,
  name         text not null,
  role         text not null,
  standing     bigint not null,
  password     text not null,
  totp         {blob},
  totp_step    bigint not null,
  created_at   bigint not null,
  signed_in_at bigint
);
create unique index account_by_address on account (folded);

-- The sections of those who edit sections.
create table account_section (
  account_id bigint not null,
  section_id bigint not null,
  primary key (account_id, section_id)
) {rowless};

-- Codes for whoever has lost the second factor; each is deleted by its use.
create table account_recovery (
  account_id bigint not null,
  hash       {blob} not null,
  primary key (account_id, hash)
) {rowless};

-- Links that set a password. The key itself is in the link only.
create table account_link (
  hash       {blob} primary key,
  account_id bigint not null,
  purpose    bigint not null,
  expires_at bigint not null
) {rowless};
create index account_link_by_account on account_link (account_id);

create table account_session (
  id         {id},
  hash       {blob} not null,
  account_id bigint not null,
  stage      bigint not null,
  created_at bigint not null,
  proved_at  bigint not null,
  seen_at    bigint not null,
  expires_at bigint not null,
  tries      bigint not null,
  agent      text not null
);
create unique index account_session_by_hash on account_session (hash);
create index account_session_by_account on account_session (account_id);
create index account_session_by_time on account_session (expires_at);

-- Browsers in which somebody has signed in before: what strangers do does not slow them.
create table account_device (
  hash       {blob} primary key,
  account_id bigint not null,
  expires_at bigint not null
) {rowless};
create index account_device_by_account on account_device (account_id);

-- What was done, each row sealed with the row before it. Only ever added to.
create table audit (
  id         {id},
  at         bigint not null,
  account_id bigint,
  who        text not null,
  deed       text not null,
  subject    text not null,
  detail     text not null,
  seal       {blob} not null
);

-- News --------------------------------------------------------------------------------------------

-- Up to which change, and up to which moment, news was noted. One row.
create table news_mark (
  id    bigint primary key,
  seq   bigint not null,
  until bigint not null
);

-- What a hub or search engine has yet to be told: one row, however often it was news.
create table ping (
  recipient text not null,
  path      text not null,
  noted_at  bigint not null,
  times     bigint not null,
  primary key (recipient, path)
) {rowless};
create index ping_by_time on ping (recipient, noted_at, path);

-- Recipients that are left alone for a while, and what they said last.
create table ping_recipient (
  recipient text primary key,
  due_at    bigint not null,
  attempts  bigint not null,
  trouble   text not null
) {rowless};

-- Law ---------------------------------------------------------------------------------------------

-- Texts of the newsroom on privacy, cookies and terms; former versions stay.
create table law_text (
  law   bigint not null,
  since bigint not null,
  body  text not null,
  primary key (law, since)
) {rowless};
