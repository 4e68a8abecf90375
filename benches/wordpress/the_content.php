<?php
/**
 * Prints, for every published post and page, what WordPress makes of its body: one JSON object a line
 * {file, post_id, type, title, link, password, pages, content_raw, html}. `html` joins the pages of a post split by <!--nextpage-->.
 *
 *     WP_DB=… WP_SOCKET=… WP_TREE=… WP_HOME=… php the_content.php EXPORT-NAME
 */
$_SERVER += ['HTTP_HOST' => parse_url(getenv('WP_HOME'), PHP_URL_HOST), 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
require getenv('WP_TREE') . '/wp-load.php';
add_filter('pre_http_request', fn () => new WP_Error('offline', 'no network in this check'));

$ids = $wpdb->get_col("select ID from $wpdb->posts where post_status = 'publish' and post_type in ('post', 'page') order by ID");
foreach ($ids as $id) {
    // The query of the post's own page, so that blocks and short codes find what they find there.
    query_posts(['p' => $id, 'post_type' => 'any']);
    if (!have_posts()) {
        continue;
    }
    the_post();
    $GLOBALS['more'] = 1;
    $html = [];
    for ($page = 1; $page <= $GLOBALS['numpages']; $page++) {
        $GLOBALS['page'] = $page;
        $html[] = str_replace(']]>', ']]&gt;', apply_filters('the_content', get_the_content()));
    }
    echo json_encode([
        'file' => $argv[1],
        'post_id' => (int) $id,
        'type' => $post->post_type,
        'title' => $post->post_title,
        'link' => (string) parse_url(get_permalink($id), PHP_URL_PATH),
        'password' => $post->post_password !== '',
        'pages' => count($html),
        'content_raw' => $post->post_content,
        'html' => implode("\n", $html),
    ], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
    wp_reset_query();
}
