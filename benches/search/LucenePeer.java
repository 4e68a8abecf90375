// LucenePeer ARTICLES FOLDER: Lucene's ArabicAnalyzer as a program that is asked over a pipe, like the others.
//
// Builds the index and says `built SECONDS CPU INDEX-BYTES` (stored texts not counted). Then for each line `phrase TAB year TAB section TAB
// text` it answers `NANOSECONDS TAB hits TAB total`: the best ten by BM25 with headline, date and a snippet of the unified highlighter;
// how many match; how many of them by year and by section.

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.QueryBuilder;

public class LucenePeer {
  /** Counts all that matches by year and by section. */
  static class Counts extends SimpleCollector {
    final Map<Long, Integer> years = new HashMap<>(), sections = new HashMap<>();
    int total;
    NumericDocValues year, section;

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
      year = leaf.reader().getNumericDocValues("year");
      section = leaf.reader().getNumericDocValues("section");
    }

    @Override
    public void collect(int doc) throws IOException {
      total++;
      if (year.advanceExact(doc)) years.merge(year.longValue(), 1, Integer::sum);
      if (section.advanceExact(doc)) sections.merge(section.longValue(), 1, Integer::sum);
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }

  static double cpu() {
    var system = (com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Paths.get(arguments[1]);
    if (Files.exists(folder)) for (File file : folder.toFile().listFiles()) file.delete();
    Analyzer analyzer = new ArabicAnalyzer();
    Directory directory = new MMapDirectory(folder);
    double started = System.nanoTime() / 1e9, spent = cpu();
    build(Paths.get(arguments[0]), directory, analyzer);
    long bytes = 0;
    for (File file : folder.toFile().listFiles()) if (!file.getName().matches(".*\\.fd[tmx]")) bytes += file.length();
    System.out.printf(Locale.ROOT, "built %.3f %.3f %d%n", System.nanoTime() / 1e9 - started, cpu() - spent, bytes);

    IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
    UnifiedHighlighter highlighter = new UnifiedHighlighter(searcher, analyzer);
    highlighter.setMaxLength(1 << 20);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      String[] asked = line.split("\t", 4);
      long begun = System.nanoTime();
      Query query = query(analyzer, asked);
      int hits = 0, total = 0;
      if (query != null) {
        TopScoreDocCollector top = TopScoreDocCollector.create(10, Integer.MAX_VALUE);
        Counts counts = new Counts();
        searcher.search(query, MultiCollector.wrap(top, counts));
        TopDocs best = top.topDocs();
        total = counts.total;
        String[] snippets = best.scoreDocs.length == 0 ? new String[0] : highlighter.highlight("text", query, best, 2);
        for (int i = 0; i < best.scoreDocs.length; i++) {
          ScoreDoc doc = best.scoreDocs[i];
          Document stored = searcher.doc(doc.doc, Set.of("headline", "date"));
          if (stored.get("headline") != null && (snippets[i] == null || !snippets[i].isEmpty())) hits++;
        }
      }
      System.out.println((System.nanoTime() - begun) + "\t" + hits + "\t" + total);
    }
  }

  static void build(Path articles, Directory directory, Analyzer analyzer) throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer).setRAMBufferSizeMB(256));
        BufferedReader lines = Files.newBufferedReader(articles)) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] article = line.split("\t", -1);
        int year = Integer.parseInt(article[2]), section = Integer.parseInt(article[3]);
        Document document = new Document();
        document.add(new StoredField("id", article[0]));
        document.add(new StoredField("date", article[1]));
        document.add(new IntPoint("year", year));
        document.add(new NumericDocValuesField("year", year));
        document.add(new IntPoint("section", section));
        document.add(new NumericDocValuesField("section", section));
        document.add(new TextField("headline", article[4], Field.Store.YES));
        document.add(new TextField("text", article[5], Field.Store.YES));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
  }

  /** All words, each in the headline (twice the weight) or in the text; null when all are stop words. */
  static Query query(Analyzer analyzer, String[] asked) {
    QueryBuilder builder = new QueryBuilder(analyzer);
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean any = false;
    for (String part : asked[0].equals("1") ? new String[] {asked[3]} : asked[3].split(" ")) {
      Query headline = builder.createPhraseQuery("headline", part), text = builder.createPhraseQuery("text", part);
      if (text == null) continue;
      any = true;
      all.add(new BooleanQuery.Builder().add(new BoostQuery(headline, 2), Occur.SHOULD).add(text, Occur.SHOULD).build(), Occur.MUST);
    }
    if (!asked[1].equals("0")) all.add(IntPoint.newExactQuery("year", Integer.parseInt(asked[1])), Occur.FILTER);
    if (!asked[2].equals("0")) all.add(IntPoint.newExactQuery("section", Integer.parseInt(asked[2])), Occur.FILTER);
    return any ? all.build() : null;
  }
}
