package io.gitlab.gopgo.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a stand-in that runs as a program is asked and told on its standard input, a line each.
///
/// The answer goes to its standard output and ends with a line that is a dot, so that whoever asks
/// knows when it's done. The end of the input is the end of the program: whoever started it can't
/// leave it behind.
public final class Questions {
  private Questions() {}

  /// What is done for a line.
  public interface Answers {
    /// Does what a line says; what it returns is the answer.
    ///
    /// @param words of the line
    List<String> answer(List<String> words) throws IOException;
  }

  /// Answers until the input ends; a line that can't be answered ends the program with an error.
  public static void answer(Answers answers) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      answers.answer(List.of(line.split(" ", -1))).forEach(System.out::println);
      System.out.println(".");
      System.out.flush();
    }
  }
}
