package dev.triga.http;

import java.nio.file.Path;
import java.util.Locale;

/// The media types of the files that web pages are made of.
final class MediaTypes {
  private MediaTypes() {}

  static String of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html", "htm" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js", "mjs" -> "text/javascript; charset=utf-8";
      case "json", "map" -> "application/json";
      case "txt", "log" -> "text/plain; charset=utf-8";
      case "md" -> "text/markdown; charset=utf-8";
      case "csv" -> "text/csv; charset=utf-8";
      case "xml" -> "application/xml";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "jpg", "jpeg" -> "image/jpeg";
      case "gif" -> "image/gif";
      case "webp" -> "image/webp";
      case "avif" -> "image/avif";
      case "ico" -> "image/x-icon";
      case "woff" -> "font/woff";
      case "woff2" -> "font/woff2";
      case "pdf" -> "application/pdf";
      case "wasm" -> "application/wasm";
      case "zip" -> "application/zip";
      case "gz" -> "application/gzip";
      case "mp3" -> "audio/mpeg";
      case "mp4" -> "video/mp4";
      case "webm" -> "video/webm";
      default -> "application/octet-stream";
    };
  }
}
