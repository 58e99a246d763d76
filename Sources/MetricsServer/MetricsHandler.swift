import NIOCore
import NIOHTTP1

/// Answers one request: GET or HEAD of /metrics.
final class MetricsHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let text: @Sendable () -> String
  private var request: HTTPRequestHead?

  init(_ text: @escaping @Sendable () -> String) {
    self.text = text
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): request = head
    // What is sent along is not looked at.
    case .body: break
    case .end:
      guard let request else { return }
      self.request = nil
      answer(request, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answer(_ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let path = request.uri.prefix { $0 != "?" }
    switch (request.method, path) {
    case (.GET, "/metrics"), (.HEAD, "/metrics"):
      let headers = [("content-type", "text/plain; version=0.0.4; charset=utf-8")]
      send(.ok, headers, text(), to: request, context)
    case (_, "/metrics"):
      send(.methodNotAllowed, [("allow", "GET, HEAD")], "GET or HEAD\n", to: request, context)
    default:
      send(.notFound, [], "only /metrics\n", to: request, context)
    }
  }

  private func send(
    _ status: HTTPResponseStatus, _ headers: [(String, String)], _ body: String,
    to request: HTTPRequestHead, _ context: ChannelHandlerContext
  ) {
    var head = HTTPResponseHead(version: .http1_1, status: status)
    head.headers = HTTPHeaders(headers)
    head.headers.replaceOrAdd(name: "content-length", value: "\(body.utf8.count)")
    head.headers.replaceOrAdd(name: "connection", value: "close")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if request.method != .HEAD {
      let buffer = context.channel.allocator.buffer(string: body)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      channel.close(promise: nil)
    }
  }
}
