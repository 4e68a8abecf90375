<?php
/**
 * Makes a stand-in for the pictures of an export, because WordPress shows a picture whether its file is there or not.
 *
 *     php uploads.php EXPORT.xml FOLDER
 *
 * FOLDER becomes what a copy of wp-content/uploads would be: a small picture of its own colour for every address of the old site's
 * uploads in the file, sizes such as `-300x200` without their originals aside.
 */

$text = file_get_contents($argv[1]);
preg_match('#<wp:base_blog_url>([^<]*)#', $text, $base);
preg_match('#<link>([^<]*)#', $text, $link);
$host = (string) parse_url($base[1] ?? $link[1], PHP_URL_HOST);
$paper = explode('.', $host)[0];
$place = preg_quote($host, '#') . '[^\s"\'<>()]*?/wp-content/uploads/|' . preg_quote($paper, '#') . '\.files\.wordpress\.com/';
preg_match_all("#https?://(?:www\.)?(?:$place)([^\s\"'<>()?\]]+?\.(jpe?g|png|gif|webp))\b#iu", $text, $found, PREG_SET_ORDER);

$made = 0;
foreach ($found as [, $path, $extension]) {
    $path = rawurldecode($path);
    if (str_contains($path, '..')) {
        continue;
    }
    $original = preg_replace('/-\d+x\d+(\.\w+)$/', '$1', $path);
    foreach (array_unique([$path, $original]) as $name) {
        if ($name === $path && $path !== $original && !str_contains($text, "$path</wp:attachment_url>")) {
            continue; // a size that WordPress made of an original
        }
        $file = $argv[2] . '/' . $name;
        if (is_file($file)) {
            continue;
        }
        @mkdir(dirname($file), 0777, true);
        $colour = crc32($name);
        $picture = imagecreatetruecolor(640, 480);
        imagefill($picture, 0, 0, $colour & 0xFFFFFF);
        imagestring($picture, 5, 10, 10, sprintf('%08x', $colour), 0xFFFFFF);
        match (strtolower($extension)) {
            'png' => imagepng($picture, $file),
            'gif' => imagegif($picture, $file),
            'webp' => imagewebp($picture, $file),
            default => imagejpeg($picture, $file),
        };
        $made++;
    }
}
fwrite(STDERR, basename($argv[1]) . ": $made pictures\n");
