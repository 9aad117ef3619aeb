package io.gitlab.gopgo.pgo;

import io.gitlab.gopgo.pprof.Names;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The text that `go tool preprofile` writes and the compiler reads: what a profile means to Go.
public final class Preprofile {
  private static final String HEADER = "GO PREPROFILE V1\n";

  private Preprofile() {}

  /// Writes `table` byte for byte as `go tool preprofile` would.
  public static void write(EdgeTable table, OutputStream out) throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out);
    Names names = table.names();
    buffered.write(ascii(HEADER));
    for (int edge : table.byWeight()) {
      buffered.write(names.bytes(table.caller(edge)));
      buffered.write('\n');
      buffered.write(names.bytes(table.callee(edge)));
      buffered.write('\n');
      buffered.write(ascii(table.offset(edge) + " " + table.weight(edge) + "\n"));
    }
    buffered.flush();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
