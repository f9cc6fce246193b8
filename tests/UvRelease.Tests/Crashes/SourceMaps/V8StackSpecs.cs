using UvRelease.Crashes.SourceMaps;
using Xunit;

namespace UvRelease.Tests.Crashes.SourceMaps;

public class V8StackSpecs
{
    [Theory]
    [InlineData("total (/app/main.js:12:34)", "total", "/app/main.js", 12, 34)]
    [InlineData("/app/main.js:12:34", null, "/app/main.js", 12, 34)]
    [InlineData("Object.<anonymous> (/app/main.js:1:2)", "Object.<anonymous>", "/app/main.js", 1, 2)]
    [InlineData("<anonymous> (/app/main.js:1:2)", null, "/app/main.js", 1, 2)]
    [InlineData("Cart.total [as sum] (/app/main.js:1:2)", "Cart.total [as sum]", "/app/main.js", 1, 2)]
    [InlineData("get sum [as sum] (/app/main.js:1:2)", "get sum [as sum]", "/app/main.js", 1, 2)]
    [InlineData("Cart.#price (/app/main.js:1:2)", "Cart.#price", "/app/main.js", 1, 2)]
    [InlineData("Cart.[Symbol.iterator] (/app/main.js:1:2)", "Cart.[Symbol.iterator]", "/app/main.js", 1, 2)]
    [InlineData("obj.<computed> [as a (b)] (/app/main.js:1:2)", "obj.<computed> [as a (b)]", "/app/main.js", 1, 2)]
    [InlineData("start (C:\\Program Files (x86)\\App\\app.asar\\main.js:3:4)", "start", "C:\\Program Files (x86)\\App\\app.asar\\main.js", 3, 4)]
    [InlineData("C:\\Program Files (x86)\\App\\main.js:3:4", null, "C:\\Program Files (x86)\\App\\main.js", 3, 4)]
    [InlineData("start (/tmp/a)b/main.js:3:4)", "start", "/tmp/a)b/main.js", 3, 4)]
    [InlineData("start (file:///C:/App/main.js:3:4)", "start", "file:///C:/App/main.js", 3, 4)]
    [InlineData("start (app:///dist/main.js:3:4)", "start", "app:///dist/main.js", 3, 4)]
    [InlineData("http://localhost:8080/x.js?v=1:3:4", null, "http://localhost:8080/x.js?v=1", 3, 4)]
    [InlineData("node:internal/modules/cjs/loader:1105:14", null, "node:internal/modules/cjs/loader", 1105, 14)]
    [InlineData("Module._compile (node:internal/modules/cjs/loader:1554:14)", "Module._compile", "node:internal/modules/cjs/loader", 1554, 14)]
    [InlineData("Array.reduce (<anonymous>)", "Array.reduce", null, null, null)]
    [InlineData("Array.forEach (native)", "Array.forEach", null, null, null)]
    [InlineData("<anonymous>", null, null, null, null)]
    [InlineData("<anonymous>:1:7", null, null, null, null)]
    [InlineData("eval (webpack-internal:///./src/a.js:12:9)", "eval", "webpack-internal:///./src/a.js", 12, 9)]
    [InlineData("eval (eval at run (/app/main.js:5:6), <anonymous>:1:1)", "eval", "/app/main.js", 5, 6)]
    [InlineData("inner (eval at run (/app/main.js:5:6), <anonymous>:1:1)", "inner", "/app/main.js", 5, 6)]
    [InlineData("eval (eval at <anonymous> (eval at run (/app (1)/main.js:5:6)), <anonymous>:2:3)", "eval", "/app (1)/main.js", 5, 6)]
    [InlineData("main.js:0:1", null, "main.js:0", 1, null)]
    [InlineData("f (main.js:99999999999:1)", "f", "main.js:99999999999", 1, null)]
    [InlineData("", null, null, null, null)]
    public void A_call_is_read(string text, string? function, string? script, int? line, int? column)
    {
        V8Frame frame = V8Frame.Read(text);
        Assert.Equal((function, script, line, column), (frame.Function, frame.Script, frame.Line, frame.Column));
        Assert.False(frame.IsAsync || frame.IsConstructor);
    }

    [Theory]
    [InlineData("async load (/a.js:1:2)", "load", "/a.js", true, false)]
    [InlineData("async /a.js:1:2", null, "/a.js", true, false)]
    [InlineData("async Promise.all (index 0)", "Promise.all", null, true, false)]
    [InlineData("new Cart (/a.js:1:2)", "Cart", "/a.js", false, true)]
    [InlineData("new <anonymous> (/a.js:1:2)", "<anonymous>", "/a.js", false, true)]
    [InlineData("new Promise (<anonymous>)", "Promise", null, false, true)]
    [InlineData("newest (/a.js:1:2)", "newest", "/a.js", false, false)]
    public void What_was_waited_for_or_made_is_told(string text, string? function, string? script, bool isAsync, bool isConstructor)
    {
        V8Frame frame = V8Frame.Read(text);
        Assert.Equal((function, script, isAsync, isConstructor), (frame.Function, frame.Script, frame.IsAsync, frame.IsConstructor));
    }

    [Theory]
    [InlineData("add (wasm://wasm/5b1f09c2:wasm-function[12]:0x1f)", "add")]
    [InlineData("math.add (wasm://wasm/5b1f09c2:wasm-function[12]:0x1f)", "math.add")]
    [InlineData("wasm://wasm/5b1f09c2:wasm-function[12]:0x1f", "wasm-function[12]")]
    [InlineData("<anonymous> (wasm://wasm/5b1f09c2:wasm-function[12]:0x1f)", "wasm-function[12]")]
    public void WebAssembly_has_a_place_in_its_module(string text, string function)
    {
        V8Frame frame = V8Frame.Read(text);
        Assert.Equal((function, "wasm://wasm/5b1f09c2", 0x1f, null), (frame.Function, frame.Script, (int)frame.WasmOffset, frame.Line));
    }

    [Fact]
    public void Evaluated_code_in_evaluated_code_has_an_end()
    {
        string text = $"eval ({string.Concat(Enumerable.Repeat("eval at f (", 3000))}/a.js:1:1{string.Concat(Enumerable.Repeat("), <anonymous>:1:1", 3000))})";
        Assert.Null(V8Frame.Read(text).Script);
    }

    [Fact]
    public void Only_calls_are_read_and_a_message_may_look_like_some()
    {
        const string Message = "bad\n    at the (message:1:1)";
        string stack = $"TypeError: {Message}\r\n    at f (/a.js:1:2)\r\n    at async /b.js:3:4\n    ... 4 lines matching ...\nat no (/c.js:1:1)\n";
        Assert.Equal(["/a.js", "/b.js"], V8Stack.Read(stack, Message).Select(frame => frame.Script));
        Assert.Equal(["/a.js"], V8Stack.Read("Error\n    at f (/a.js:1:2)", "").Select(frame => frame.Script));
        Assert.Equal(["/a.js"], V8Stack.Read("Error: x\n    at f (/a.js:1:2)", "f (/a.js:1:2)").Select(frame => frame.Script));
        Assert.Empty(V8Stack.Read("", "x"));
    }

    [Theory]
    [InlineData("/opt/App/resources/app.asar/dist/main.js", "dist/main.js")]
    [InlineData("C:\\Users\\x\\App\\resources\\app.asar\\dist\\main.js", "dist/main.js")]
    [InlineData("/opt/App/resources/app.asar.unpacked/main.js", "main.js")]
    [InlineData("/opt/App/resources/app/dist/main.js", "dist/main.js")]
    [InlineData("file:///opt/My%20App/resources/app.asar/a%20b.js?x=1#y", "a b.js")]
    [InlineData("app://bundle/dist/main.js", "dist/main.js")]
    [InlineData("app:///main.js", "main.js")]
    [InlineData("https://x.example", "")]
    [InlineData("dist/main.js", "dist/main.js")]
    public void The_apps_own_part_of_a_path(string script, string parts) => Assert.Equal(parts, string.Join('/', ScriptPath.Parts(script)));
}
