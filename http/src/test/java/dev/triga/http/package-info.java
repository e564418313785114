@org.jspecify.annotations.NullMarked
package dev.triga.http;
