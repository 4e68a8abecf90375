<?php
/**
 * Puts a WordPress export into an empty database with WordPress's own functions.
 *
 *     WP_DB=… WP_SOCKET=… WP_TREE=… WP_HOME=… php load.php EXPORT.xml
 *     php load.php --home EXPORT.xml        prints the old site's address, such as http://wptest.io/demo
 *
 * Kept as they are in the file: ids of posts, terms and authors, slugs, dates, states, parents, meta, stickiness. Attachments are
 * rows without files. An item that is in the file twice is put in once, as the importer plugin does; another item with an id that is
 * taken gets a new one, and a slug that is taken gets a suffix, as WordPress itself does.
 * The permalink structure is the one that most of the posts' own links have, the time zone the difference that most posts show.
 */

const STRUCTURES = [
    '/%year%/%monthnum%/%day%/%postname%/' => '#^/\d{4}/\d\d/\d\d/[^/]+/?$#',
    '/%year%/%monthnum%/%postname%/' => '#^/\d{4}/\d\d/[^/]+/?$#',
    '/%year%/%postname%/' => '#^/\d{4}/[^/]+/?$#',
    '/archives/%post_id%' => '#^/archives/\d+/?$#',
    '/%category%/%postname%/' => '#^/[^/?]+/[^/?]+/?$#',
    '/%postname%/' => '#^/[^/?]+/?$#',
];

/** Text of the first element of that name, whatever its namespace prefix or address; '' where absent. */
function text(DOMElement $of, string $name): string
{
    foreach ($of->childNodes as $child) {
        if ($child instanceof DOMElement && $child->localName === $name) {
            return $child->textContent;
        }
    }
    return '';
}

/** @return DOMElement[] the direct children of that name */
function elements(DOMElement $of, string $name): array
{
    return array_values(array_filter(iterator_to_array($of->childNodes), fn ($n) => $n instanceof DOMElement && $n->localName === $name));
}

/** The channel of an export. Characters that XML forbids are dropped and small faults are recovered from. */
function channel(string $file): DOMElement
{
    $bytes = preg_replace('/[\x00-\x08\x0B\x0C\x0E-\x1F]/', '', file_get_contents($file));
    $document = new DOMDocument();
    $document->recover = true;
    @$document->loadXML($bytes, LIBXML_NONET | LIBXML_PARSEHUGE | LIBXML_NOCDATA);
    $channel = $document->getElementsByTagName('channel')->item(0);
    if (!$channel instanceof DOMElement) {
        exit("$file: no <channel>\n");
    }
    return $channel;
}

/** The old site's address; http, because the private server has no certificate. */
function home(DOMElement $channel): string
{
    return preg_replace('#^https#', 'http', rtrim(text($channel, 'base_blog_url') ?: text($channel, 'link'), '/'));
}

function home_folder(DOMElement $channel): string
{
    return (string) parse_url(home($channel), PHP_URL_PATH);
}

/** `excerpt:encoded` and `content:encoded` differ by prefix only. */
function encoded(DOMElement $item, string $prefix): string
{
    foreach (elements($item, 'encoded') as $element) {
        if ($element->prefix === $prefix) {
            return $element->textContent;
        }
    }
    return '';
}

/** Parents before children, otherwise the order of the file: a slug must be unique among its siblings only. */
function parents_first(array $items): array
{
    $waiting = [];
    $present = [];
    foreach ($items as $item) {
        $present[(int) text($item, 'post_id')] = true;
    }
    $done = $ordered = [];
    while ($items) {
        $waiting = [];
        foreach ($items as $item) {
            $parent = (int) text($item, 'post_parent');
            if ($parent && isset($present[$parent]) && !isset($done[$parent])) {
                $waiting[] = $item;
                continue;
            }
            $ordered[] = $item;
            $done[(int) text($item, 'post_id')] = true;
        }
        if (count($waiting) === count($items)) { // a loop of parents
            return array_merge($ordered, $waiting);
        }
        $items = $waiting;
    }
    return $ordered;
}

function permalink_structure(array $items, string $folder): string
{
    $votes = array_fill_keys(array_keys(STRUCTURES), 0);
    foreach ($items as $item) {
        if (text($item, 'post_type') !== 'post' || text($item, 'status') !== 'publish') {
            continue;
        }
        $path = substr((string) parse_url(text($item, 'link'), PHP_URL_PATH), strlen($folder));
        foreach (STRUCTURES as $structure => $pattern) {
            if (preg_match($pattern, $path)) {
                $votes[$structure]++;
                break;
            }
        }
    }
    arsort($votes);
    return array_key_first($votes);
}

/** Hours between local and universal time, by the majority of the posts. */
function gmt_offset(array $items): float
{
    $votes = [];
    foreach ($items as $item) {
        $local = strtotime(text($item, 'post_date') . ' UTC');
        $universal = strtotime(text($item, 'post_date_gmt') . ' UTC');
        if ($local > 0 && $universal > 0) {
            $hours = (string) (($local - $universal) / 3600);
            $votes[$hours] = ($votes[$hours] ?? 0) + 1;
        }
    }
    arsort($votes);
    return (float) (array_key_first($votes) ?? 0);
}

if ($argv[1] === '--home') {
    exit(home(channel($argv[2])));
}
$channel = channel($argv[1]);
$items = parents_first(elements($channel, 'item'));

define('WP_INSTALLING', true);
$_SERVER += ['HTTP_HOST' => parse_url(home($channel), PHP_URL_HOST), 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require getenv('WP_TREE') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
add_filter('pre_wp_mail', '__return_false');
wp_install(text($channel, 'title') ?: 'site', 'installer', 'installer@example.org', true, '', 'private-bench');
foreach (get_posts(['numberposts' => -1, 'post_type' => 'any', 'post_status' => 'any']) as $post) {
    wp_delete_post($post->ID, true);
}
update_option('gmt_offset', gmt_offset($items));
update_option('timezone_string', '');
update_option('posts_per_page', 10);
update_option('stylesheet', 'twentytwentyone');
update_option('template', 'twentytwentyone');
global $wpdb, $wp_rewrite;
$wp_rewrite->set_permalink_structure(permalink_structure($items, home_folder($channel)));
create_initial_taxonomies();

// What an administrator may write is kept: no filtering, no comment flood check.
kses_remove_filters();
wp_defer_term_counting(true);

// --- authors, with the ids of the file
$wpdb->query("update $wpdb->users set ID = 1000000000 where ID = 1");
$wpdb->query("update $wpdb->usermeta set user_id = 1000000000 where user_id = 1");
$author_ids = [];
$add_author = function (string $login, int $id, array $fields = []) use (&$author_ids, $wpdb) {
    if (isset($author_ids[$login]) || $login === '') {
        return;
    }
    if ($existing = username_exists(sanitize_user($login, true))) { // «>name» beside «name»
        $author_ids[$login] = $existing;
        return;
    }
    $made = wp_insert_user(wp_slash(['user_login' => $login, 'user_pass' => 'x', 'role' => 'author'] + $fields));
    if (is_wp_error($made)) {
        fwrite(STDERR, "author $login: " . $made->get_error_message() . "\n");
        return;
    }
    if ($id && $id !== $made && !$wpdb->get_var("select ID from $wpdb->users where ID = $id")) {
        $wpdb->update($wpdb->users, ['ID' => $id], ['ID' => $made]);
        $wpdb->update($wpdb->usermeta, ['user_id' => $id], ['user_id' => $made]);
        $made = $id;
    }
    $author_ids[$login] = $made;
};
foreach (elements($channel, 'author') as $author) {
    $add_author(text($author, 'author_login'), (int) text($author, 'author_id'), ['display_name' => text($author, 'author_display_name'), 'description' => text($author, 'author_description')]);
}
foreach ($items as $item) {
    $add_author(text($item, 'creator'), 0);
}

// --- terms, with the ids of the file: the site's own first category and new terms stand beyond them
$wpdb->query("alter table $wpdb->terms auto_increment = 1000000");
foreach ([$wpdb->terms, $wpdb->term_taxonomy] as $table) {
    $wpdb->update($table, ['term_id' => 999999], ['term_id' => 1]);
}
update_option('default_category', 999999);
clean_term_cache([1, 999999], 'category');
$term_ids = [];
$add_term = function (string $taxonomy, string $slug, string $name, int $id = 0, string $parent = '', string $description = '') use (&$term_ids, $wpdb) {
    if (isset($term_ids[$taxonomy][$slug])) {
        return $term_ids[$taxonomy][$slug];
    }
    if (!taxonomy_exists($taxonomy)) {
        return 0;
    }
    $made = wp_insert_term(wp_slash($name !== '' ? $name : $slug), $taxonomy, ['slug' => $slug, 'parent' => $term_ids[$taxonomy][$parent] ?? 0, 'description' => wp_slash($description)]);
    if (is_wp_error($made)) {
        $existing = get_term_by('slug', $slug, $taxonomy);
        $term_id = $existing ? $existing->term_id : 0;
    } else {
        $term_id = $made['term_id'];
    }
    if (!$term_id) {
        fwrite(STDERR, "term $taxonomy/$slug: " . $made->get_error_message() . "\n");
        return 0;
    }
    if ($id && $id !== $term_id && !$wpdb->get_var("select term_id from $wpdb->terms where term_id = $id")) {
        $wpdb->update($wpdb->terms, ['term_id' => $id], ['term_id' => $term_id]);
        $wpdb->update($wpdb->term_taxonomy, ['term_id' => $id], ['term_id' => $term_id]);
        $wpdb->update($wpdb->term_taxonomy, ['parent' => $id], ['parent' => $term_id]);
        if ((int) get_option('default_category') === $term_id) {
            update_option('default_category', $id);
        }
        wp_cache_flush();
        $term_id = $id;
    }
    return $term_ids[$taxonomy][$slug] = $term_id;
};
$declared = [];
foreach (elements($channel, 'category') as $c) {
    $declared[] = ['category', text($c, 'category_nicename'), text($c, 'cat_name'), (int) text($c, 'term_id'), text($c, 'category_parent'), text($c, 'category_description')];
}
foreach (elements($channel, 'tag') as $t) {
    $declared[] = ['post_tag', text($t, 'tag_slug'), text($t, 'tag_name'), (int) text($t, 'term_id'), '', text($t, 'tag_description')];
}
foreach (elements($channel, 'term') as $t) {
    $declared[] = [text($t, 'term_taxonomy'), text($t, 'term_slug'), text($t, 'term_name'), (int) text($t, 'term_id'), text($t, 'term_parent'), text($t, 'term_description')];
}
while ($declared) { // parents before children
    $waiting = [];
    $known = array_map(fn ($d) => $d[0] . '/' . $d[1], $declared);
    foreach ($declared as $d) {
        if ($d[4] !== '' && !isset($term_ids[$d[0]][$d[4]]) && $d[4] !== $d[1] && in_array($d[0] . '/' . $d[4], $known, true)) {
            $waiting[] = $d;
        } else {
            $add_term(...$d);
        }
    }
    if (count($waiting) === count($declared)) {
        break;
    }
    $declared = $waiting;
}

// --- items
$counts = $identities = [];
foreach ($items as $item) {
    $id = (int) text($item, 'post_id');
    $type = text($item, 'post_type') ?: 'post';
    $identity = $id . $type . text($item, 'title') . text($item, 'post_date');
    if (isset($identities[$identity])) {
        $counts['the same again'] = ($counts['the same again'] ?? 0) + 1;
        continue;
    }
    $identities[$identity] = true;
    if (!post_type_exists($type)) {
        $counts["$type (unknown type)"] = ($counts["$type (unknown type)"] ?? 0) + 1;
        continue;
    }
    $meta = [];
    foreach (elements($item, 'postmeta') as $m) {
        $meta[] = [text($m, 'meta_key'), @unserialize(text($m, 'meta_value'), ['allowed_classes' => false]) ?: text($m, 'meta_value')];
    }
    $fields = [
        'import_id' => $id,
        'post_author' => $author_ids[text($item, 'creator')] ?? 0,
        'post_date' => text($item, 'post_date'),
        'post_date_gmt' => text($item, 'post_date_gmt'),
        'post_content' => encoded($item, 'content'),
        'post_excerpt' => encoded($item, 'excerpt'),
        'post_title' => text($item, 'title'),
        'post_status' => text($item, 'status'),
        'post_name' => text($item, 'post_name'),
        'comment_status' => text($item, 'comment_status'),
        'ping_status' => text($item, 'ping_status'),
        'guid' => text($item, 'guid'),
        'post_parent' => (int) text($item, 'post_parent'),
        'menu_order' => (int) text($item, 'menu_order'),
        'post_type' => $type,
        'post_password' => text($item, 'post_password'),
    ];
    if ($type === 'attachment') {
        $url = text($item, 'attachment_url') ?: text($item, 'guid');
        $fields['guid'] = $url;
        $fields['post_mime_type'] = wp_check_filetype($url)['type'] ?: '';
        if (!in_array('_wp_attached_file', array_column($meta, 0), true) && preg_match('#\d{4}/\d\d/[^/?]+$#', $url, $tail)) {
            $meta[] = ['_wp_attached_file', $tail[0]];
        }
        $made = wp_insert_attachment(wp_slash($fields), false, 0, true);
    } else {
        $made = wp_insert_post(wp_slash($fields), true);
    }
    if (is_wp_error($made)) {
        fwrite(STDERR, "item $id: " . $made->get_error_message() . "\n");
        continue;
    }
    $counts[$type] = ($counts[$type] ?? 0) + 1;
    foreach ($meta as [$key, $value]) {
        add_post_meta($made, wp_slash($key), wp_slash($value));
    }
    $terms = [];
    foreach (elements($item, 'category') as $c) {
        $taxonomy = $c->getAttribute('domain') === 'tag' ? 'post_tag' : ($c->getAttribute('domain') ?: 'category');
        $slug = $c->getAttribute('nicename') ?: sanitize_title($c->textContent);
        $terms[$taxonomy][] = $add_term($taxonomy, $slug, $c->textContent);
    }
    foreach ($terms as $taxonomy => $ids) {
        if ($ids = array_filter($ids)) {
            wp_set_object_terms($made, array_map('intval', $ids), $taxonomy);
        }
    }
    if (text($item, 'is_sticky') === '1') {
        stick_post($made);
    }
    $comment_ids = [];
    foreach (elements($item, 'comment') as $c) {
        $comment_ids[(int) text($c, 'comment_id')] = wp_insert_comment(wp_slash([
            'comment_post_ID' => $made,
            'comment_author' => text($c, 'comment_author'),
            'comment_author_email' => text($c, 'comment_author_email'),
            'comment_author_url' => text($c, 'comment_author_url'),
            'comment_author_IP' => text($c, 'comment_author_IP'),
            'comment_date' => text($c, 'comment_date'),
            'comment_date_gmt' => text($c, 'comment_date_gmt'),
            'comment_content' => text($c, 'comment_content'),
            'comment_approved' => text($c, 'comment_approved'),
            'comment_type' => text($c, 'comment_type') ?: 'comment',
            'comment_parent' => $comment_ids[(int) text($c, 'comment_parent')] ?? 0,
        ]));
        $counts['comment'] = ($counts['comment'] ?? 0) + 1;
    }
}
wp_defer_term_counting(false);
delete_option('rewrite_rules'); // built anew by the first request, with theme and taxonomies loaded
printf("%s: %s, %s, UTC%+g; %s\n", basename($argv[1]), get_option('permalink_structure'), home_folder($channel) ?: '/', get_option('gmt_offset'), json_encode($counts));
