package dev.triga.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.triga.async.Deferred;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A form that was filled in, as a whole: of either type that browsers send,
/// `application/x-www-form-urlencoded` or `multipart/form-data`.
///
/// ```java
/// router.post("/sign", Responder.coroutine(request -> {
///   var form = await(Form.of(request));
///   guests.add(form.value("name"));
///   return Response.redirect("/guests");
/// }));
/// ```
///
/// All of it is in memory, up to the server's limit for a body ([HttpLimits#bodyBytes]); for larger
/// files there is [Multipart]. Does not change; any thread.
public final class Form {
  /// How many fields and files a form may have.
  public static final int FIELDS_MAX = Multipart.PARTS_MAX;

  private record Field(String name, String value) {}

  /// A file of a form.
  ///
  /// @param name of the form's field
  /// @param fileName as the client tells it: see [Part#fileName()]
  /// @param type the media type that the client tells, or null
  /// @param content what is in it
  @SuppressWarnings("ArrayRecordComponent") // Never compared; it is the receiver's.
  public record File(String name, String fileName, @Nullable String type, byte[] content) {}

  private final List<Field> fields = new ArrayList<>();
  private final List<File> files = new ArrayList<>();

  private Form() {}

  /// Reads a form. On the turn.
  ///
  /// @return the form, or an [HttpFailure]: 415 for another type of body, 400 for what is
  ///   malformed, 413 for what is too much; or what [Request#body()] fails with
  public static Deferred<Form> of(Request request) {
    String type = request.header("Content-Type");
    var value = type == null ? null : FieldValue.parse(type);
    if (value != null && value.text().equalsIgnoreCase("application/x-www-form-urlencoded")) {
      return request.body().thenApply(bytes -> encoded(new String(bytes, UTF_8)));
    }
    try {
      return gather(Multipart.of(request), new Form());
    } catch (HttpFailure noForm) {
      return Deferred.failed(noForm);
    }
  }

  private static Form encoded(String text) {
    var form = new Form();
    for (String pair : text.isEmpty() ? new String[0] : text.split("&", FIELDS_MAX + 1)) {
      if (form.fields.size() == FIELDS_MAX) {
        throw new HttpFailure(413, "The form has more than " + FIELDS_MAX + " fields.");
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      form.fields.add(new Field(Target.decode(name, true), Target.decode(value, true)));
    }
    return form;
  }

  private static Deferred<Form> gather(Multipart parts, Form form) {
    return parts
        .next()
        .thenCompose(part ->
            part == null
                ? Deferred.succeeded(form)
                : part.bytes(Integer.MAX_VALUE)
                    .thenCompose(bytes -> {
                      form.add(part, bytes);
                      return gather(parts, form);
                    }));
  }

  private void add(Part part, byte[] bytes) {
    String fileName = part.fileName();
    if (fileName == null) {
      fields.add(new Field(part.name(), new String(bytes, UTF_8)));
    } else {
      files.add(new File(part.name(), fileName, part.type(), bytes));
    }
  }

  /// The value of the first field of that name, or null.
  public @Nullable String value(String name) {
    for (var field : fields) {
      if (field.name().equals(name)) {
        return field.value();
      }
    }
    return null;
  }

  /// The values of all fields of that name, in order.
  public List<String> values(String name) {
    return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).toList();
  }

  /// The names of the fields that are no files, in order; one that came twice is there twice.
  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  /// The files, in order. What a browser sends for a choice that was not made is one without name
  /// and content.
  public List<File> files() {
    return Collections.unmodifiableList(files);
  }
}
