package io.gitlab.gopgo.pprof;

/// The messages of profile.proto: the fields that Go decodes, and how each must be encoded.
///
/// Go skips every other field whatever its encoding (`is_folded`, `column`, `num_unit`, `doc_url`,
/// and those that are yet to come), so they are not listed here.
enum Message {
  PROFILE(
      "profile",
      field("sample_type", Kind.BYTES),
      field("sample", Kind.BYTES),
      field("mapping", Kind.BYTES),
      field("location", Kind.BYTES),
      field("function", Kind.BYTES),
      field("string_table", Kind.BYTES),
      field("drop_frames", Kind.VARINT),
      field("keep_frames", Kind.VARINT),
      field("time_nanos", Kind.VARINT),
      field("duration_nanos", Kind.VARINT),
      field("period_type", Kind.BYTES),
      field("period", Kind.VARINT),
      field("comment", Kind.VARINTS),
      field("default_sample_type", Kind.VARINT)),
  VALUE_TYPE("value_type", field("type", Kind.VARINT), field("unit", Kind.VARINT)),
  SAMPLE(
      "sample",
      field("location_id", Kind.VARINTS),
      field("value", Kind.VARINTS),
      field("label", Kind.BYTES)),
  LABEL("label", field("key", Kind.VARINT), field("str", Kind.VARINT), field("num", Kind.VARINT)),
  MAPPING(
      "mapping",
      field("id", Kind.VARINT),
      field("memory_start", Kind.VARINT),
      field("memory_limit", Kind.VARINT),
      field("file_offset", Kind.VARINT),
      field("filename", Kind.VARINT),
      field("build_id", Kind.VARINT),
      field("has_functions", Kind.VARINT),
      field("has_filenames", Kind.VARINT),
      field("has_line_numbers", Kind.VARINT),
      field("has_inline_frames", Kind.VARINT)),
  LOCATION(
      "location",
      field("id", Kind.VARINT),
      field("mapping_id", Kind.VARINT),
      field("address", Kind.VARINT),
      field("line", Kind.BYTES)),
  LINE("line", field("function_id", Kind.VARINT), field("line", Kind.VARINT)),
  FUNCTION(
      "function",
      field("id", Kind.VARINT),
      field("name", Kind.VARINT),
      field("system_name", Kind.VARINT),
      field("filename", Kind.VARINT),
      field("start_line", Kind.VARINT));

  /// How a field's value stands on the wire, by the wire types that Go accepts.
  private enum Kind {
    VARINT("0"),
    /// A repeated number: packed or one by one, at the writer's choice.
    VARINTS("0 or 2"),
    /// A string or a message.
    BYTES("2");

    private final String wireTypes;

    Kind(String wireTypes) {
      this.wireTypes = wireTypes;
    }
  }

  private record Field(String name, Kind kind) {}

  private final String label;
  private final Field[] fields;

  /// By tag.
  private final boolean[] numbers = new boolean[1 << Byte.SIZE];

  private final boolean[] bytes = new boolean[1 << Byte.SIZE];

  Message(String label, Field... fields) {
    this.label = label;
    this.fields = fields;
    for (int number = 1; number <= fields.length; number++) {
      Kind kind = fields[number - 1].kind;
      numbers[8 * number + Wire.VARINT] = kind == Kind.VARINT;
      bytes[8 * number + Wire.BYTES] = kind != Kind.VARINT;
    }
  }

  /// By tag in its lowest eight bits: whether its field holds one number. To be read, not written.
  boolean[] numbers() {
    return numbers;
  }

  /// Whether that is the tag of a field that may hold bytes, or a list of numbers.
  boolean isBytes(int tag) {
    return bytes[tag & 0xff];
  }

  /// Sets the message's fields to 0, and leaves those alone that only others have: a line has two.
  void clear(long[] byNumber) {
    for (int number = 1; number <= fields.length; number++) {
      byNumber[number] = 0;
    }
  }

  boolean has(long number) {
    return number >= 1 && number <= fields.length;
  }

  /// The wire types that Go accepts for the field, in words.
  String wireTypes(long number) {
    return fields[(int) number - 1].kind.wireTypes;
  }

  /// The field's name for an error: `sample.location_id`.
  String name(long number) {
    if (number == 0) {
      return label;
    }
    return label + "." + (has(number) ? fields[(int) number - 1].name : "field " + number);
  }

  private static Field field(String name, Kind kind) {
    return new Field(name, kind);
  }
}
