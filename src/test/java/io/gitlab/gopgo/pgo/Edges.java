package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Names;
import io.gitlab.gopgo.pprof.Profile;
import io.gitlab.gopgo.pprof.ProfileFormatException;
import io.gitlab.gopgo.pprof.ProfileReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Shortcuts from bytes to edges and to their text.
final class Edges {
  private Edges() {}

  static Profile profile(byte[] file, Names names) {
    try {
      return new ProfileReader(names, ProfileReader.DEFAULT_LIMIT).read(file);
    } catch (ProfileFormatException e) {
      throw new AssertionError(e);
    }
  }

  static EdgeTable table(byte[] file, Names names) {
    Profile profile = profile(file, names);
    EdgeTable table = new EdgeTable(names);
    int column = WeightType.column(profile.header().sampleTypes());
    new EdgeRule(names).addEdges(profile, column, table);
    return table;
  }

  static byte[] preprofile(EdgeTable table) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      Preprofile.write(table, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  static String preprofile(byte[] file) {
    return new String(preprofile(table(file, new Names())), StandardCharsets.UTF_8);
  }
}
