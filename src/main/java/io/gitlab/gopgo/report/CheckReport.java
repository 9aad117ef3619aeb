package io.gitlab.gopgo.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// What a check found, for a merge request's page: JUnit's XML, a case per file, and the log's
/// text.
public final class CheckReport {
  /// A file's answer.
  ///
  /// @param lines as in the log; the first one says it all
  public record Answer(String file, boolean isFit, List<String> lines) {}

  private CheckReport() {}

  /// The report's files by name.
  public static SortedMap<String, byte[]> files(List<Answer> answers) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("junit.xml", junit(answers).getBytes(UTF_8));
    files.put(
        "check.txt",
        answers.stream()
            .map(CheckReport::text)
            .reduce("", (all, text) -> all + text)
            .getBytes(UTF_8));
    return files;
  }

  private static String text(Answer answer) {
    return Printable.lines(String.join("\n", answer.lines())) + "\n";
  }

  private static String junit(List<Answer> answers) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "go-pgo check");
      xml.writeAttribute("tests", Integer.toString(answers.size()));
      long unfit = answers.stream().filter(answer -> !answer.isFit()).count();
      xml.writeAttribute("failures", Long.toString(unfit));
      for (Answer answer : answers) {
        write(answer, xml);
      }
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndDocument();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a string refused to be written", e);
    }
    return text + "\n";
  }

  private static void write(Answer answer, XMLStreamWriter xml) throws XMLStreamException {
    String file = Printable.line(answer.file());
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", "go-pgo check");
    xml.writeAttribute("name", file);
    // The merge request's page links it.
    xml.writeAttribute("file", file);
    if (!answer.isFit()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", Printable.line(answer.lines().getFirst()));
      xml.writeCharacters(text(answer));
      xml.writeEndElement();
    }
    xml.writeStartElement("system-out");
    xml.writeCharacters(text(answer));
    xml.writeEndElement();
    xml.writeEndElement();
  }
}
