/// Tests of WebSockets.
package dev.triga.http.websocket;
