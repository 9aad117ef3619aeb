package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.config.SettingsException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Exceptions in words: some of the JDK's have only a file name for a message.
final class Errors {
  private Errors() {}

  /// A mistake of ours, which takes no other service with it.
  static String bug(RuntimeException exception) {
    return "internal error, please report it: " + withoutSecrets(exception.toString());
  }

  /// The same with all that helps to find it.
  static String trace(RuntimeException exception) {
    StringWriter trace = new StringWriter();
    exception.printStackTrace(new PrintWriter(trace));
    return withoutSecrets(trace.toString());
  }

  /// A text that nobody composed, without what is secret in URLs: a query may be a signature, and
  /// before the host there may be a password.
  private static String withoutSecrets(String text) {
    return text.replaceAll("(://[^\\s?#]*)[?#]\\S*", "$1?…").replaceAll("://\\S*@", "://…@");
  }

  static String words(Exception exception) {
    return switch (exception) {
      case NoSuchFileException e -> e.getFile() + ": no such file or folder";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case NotDirectoryException e -> e.getFile() + ": not a folder";
      case DirectoryNotEmptyException e -> e.getFile() + ": a folder that isn't empty";
      case FileAlreadyExistsException e -> e.getFile() + ": already there, and not a folder";
      case FileSystemException e ->
          e.getFile() + ": " + (e.getReason() == null ? "can't be used" : e.getReason());
      case Failure e -> String.valueOf(e.getMessage());
      case SettingsException e -> String.valueOf(e.getMessage());
      case RuntimeException e -> bug(e);
      default -> {
        String message = exception.getMessage();
        yield message == null ? exception.getClass().getSimpleName() : message;
      }
    };
  }
}
