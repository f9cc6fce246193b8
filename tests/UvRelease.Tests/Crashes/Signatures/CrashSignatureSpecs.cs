using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Signatures;
using Xunit;

namespace UvRelease.Tests.Crashes.Signatures;

public class CrashSignatureSpecs
{
    [Theory]
    [InlineData("demo::Widget::Render(int)", "demo::Widget::Render")]
    [InlineData("demo::Widget::Render(int) const", "demo::Widget::Render")]
    [InlineData("std::vector<int, std::allocator<int> >::push_back(int&&)", "std::vector<T>::push_back")]
    [InlineData("void demo::run<std::map<int, char (*)(long)>>(int)", "demo::run<T>")]
    [InlineData("std::unique_ptr<A> demo::make<A>()", "demo::make<T>")]
    [InlineData("char const* demo::name(int)", "demo::name")]
    [InlineData("(anonymous namespace)::run(int)", "(anonymous)::run")]
    [InlineData("`anonymous namespace'::run", "(anonymous)::run")]
    [InlineData("demo::{anonymous}::run(int)", "demo::(anonymous)::run")]
    [InlineData("demo::_GLOBAL__N_1::run", "demo::(anonymous)::run")]
    [InlineData("operator new(unsigned long)", "operator new")]
    [InlineData("operator new[](unsigned long)", "operator new[]")]
    [InlineData("A::operator()(int) const", "A::operator()")]
    [InlineData("A::operator<(A const&) const", "A::operator<")]
    [InlineData("bool operator< <int>(A<int> const&, A<int> const&)", "operator< <T>")]
    [InlineData("std::ostream& operator<<(std::ostream&, A)", "operator<<")]
    [InlineData("A::operator->() const", "A::operator->")]
    [InlineData("A::operator bool() const", "A::operator bool")]
    [InlineData("demo::run(int)::{lambda(int)#1}::operator()(int) const", "demo::run::{lambda}::operator()")]
    [InlineData("demo::run()::$_0::operator()() const", "demo::run::{lambda}::operator()")]
    [InlineData("<lambda_8f2c01d53a>::operator()", "{lambda}::operator()")]
    [InlineData("memcpy@@GLIBC_2.14", "memcpy")]
    [InlineData("free@plt", "free")]
    [InlineData("render.part.0", "render")]
    [InlineData("render.isra.0.cold", "render")]
    [InlineData("demo::render(int) [clone .cold]", "demo::render")]
    [InlineData("run.llvm.1234567890", "run")]
    [InlineData("alloc::vec::Vec<T,A>::push::h0123456789abcdef", "alloc::vec::Vec<T>::push")]
    [InlineData("app::main::{{closure}}::h0123456789abcdef", "app::main::{lambda}")]
    [InlineData("<unknown in app.node>", "<unknown in app.node>")]
    [InlineData("-[AppDelegate applicationDidFinishLaunching:]", "-[AppDelegate applicationDidFinishLaunching:]")]
    [InlineData("f(", "f")]
    [InlineData("f<", "f<T>")]
    [InlineData("()", "()")]
    public void A_native_function_is_the_same_in_each_build(string function, string expected) => Assert.Equal(expected, NativeFunction.Normalize(function));

    [Theory]
    [InlineData("/opt/App/resources/app.asar/dist/main.js", "main.js")]
    [InlineData("C:\\App\\main.js", "main.js")]
    [InlineData("app:///dist/main.js?v=3#x", "main.js")]
    [InlineData("main.3f2a9b1c.js", "main.js")]
    [InlineData("index-BfZpw1tD.js", "index.js")]
    [InlineData("react-dom-18.2.0.js", "react-dom.js")]
    [InlineData("lodash@4.17.21.min.js", "lodash.min.js")]
    [InlineData("app-1.4.0-beta.2.js", "app.js")]
    [InlineData("main-settings.js", "main-settings.js")]
    [InlineData("main-calendar.js", "main-calendar.js")]
    [InlineData("webpack://app/src/prices.ts", "prices.ts")]
    [InlineData("wasm://wasm/5b1f09c2", "wasm")]
    [InlineData("-1.2.3", "-1.2.3")]
    public void A_script_is_the_same_in_each_version(string file, string expected) => Assert.Equal(expected, JavaScriptName.File(file));

    [Theory]
    [InlineData(null, "<anonymous>")]
    [InlineData("\v", "<anonymous>")]
    [InlineData("async load", "load")]
    [InlineData("new Cart", "Cart")]
    [InlineData("Cart.total [as sum]", "Cart.total")]
    [InlineData("Object.<anonymous>", "<anonymous>")]
    [InlineData("get share [as share]", "share")]
    public void A_function_of_JavaScript_is_the_same_however_it_is_called(string? function, string expected) =>
        Assert.Equal(expected, JavaScriptName.Function(function));

    // Frames as module!function, innermost first.
    [Theory]
    [InlineData("app!demo::Widget::Render(int) app!main", "demo::Widget::Render")]
    [InlineData("libc.so.6!__pthread_kill_implementation libc.so.6!raise libc.so.6!abort app!demo::check() app!main", "abort | demo::check")]
    [InlineData("libc.so.6!__memmove_avx app!std::copy<int>(int) app!demo::copy() app!main", "__memmove_avx | std::copy<T> | demo::copy")]
    [InlineData("linux-gate.so.1!x libasan.so.8!y app!f", "f")]
    [InlineData("/usr/lib/libfoo.so!+0x1f2 app!main", "libfoo.so@0x1f2")]
    [InlineData("!+0x10 app!main", "(unknown)")]
    [InlineData("libc.so.6!_start", "_start")]
    [InlineData("app!std::a() app!std::a() app!std::b() app!f", "std::a | std::b | f")]
    [InlineData("a!std::a a!std::b a!std::c a!std::d a!std::e a!std::f a!std::g a!h", "std::a | std::b | std::c | std::d | std::e | std::f")]
    [InlineData("app!strategy::pick() app!main", "strategy::pick")]
    [InlineData("", "EMPTY | SIGSEGV")]
    public void A_native_crash_is_signed_by_the_first_frames_that_tell(string frames, string expected)
    {
        CrashReport report = Report(CrashKind.Native, "SIGSEGV", frames.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            string[] parts = text.Split('!');
            bool isOffset = parts[1].StartsWith("+0x", StringComparison.Ordinal);
            return new StackFrame
            {
                Module = parts[0].Length > 0 ? parts[0] : null,
                Function = isOffset ? null : parts[1],
                ModuleOffset = isOffset ? Convert.ToUInt64(parts[1][3..], 16) : 0,
            };
        }));
        Assert.Equal(expected, CrashSignature.Of(report).Text);
    }

    // Frames as function@file, innermost first.
    [Theory]
    [InlineData("priceOf@src/prices.ts total@src/main.ts", "TypeError | prices.ts:priceOf")]
    [InlineData("JSON.parse@ load@/opt/App/main-3f2a9b1c.js", "TypeError | main.js:load")]
    [InlineData("get@node_modules/lodash/get.js at@C:\\node_modules\\lodash\\at.js load@main.ts f@x.ts", "TypeError | get.js:get | at.js:at | main.ts:load")]
    [InlineData("f@node:internal/x g@electron/js2c/browser_init @src/main.ts", "TypeError | main.ts:<anonymous>")]
    [InlineData("Promise.all@", "TypeError | Promise.all")]
    [InlineData("add@wasm://wasm/5b1f09c2 f@a.js", "TypeError | wasm:add")]
    [InlineData("", "EMPTY | TypeError")]
    public void An_error_is_signed_by_the_apps_own_first_frame(string frames, string expected)
    {
        CrashReport report = Report(CrashKind.JavaScript, "TypeError", frames.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            string[] parts = text.Split('@');
            return new StackFrame { Function = parts[0].Length > 0 ? parts[0] : null, File = parts[1].Length > 0 ? parts[1] : null };
        }));
        Assert.Equal(expected, CrashSignature.Of(report).Text);
    }

    [Fact]
    public void A_signature_has_an_id_and_an_end()
    {
        CrashReport report = Report(CrashKind.Native, null, [new StackFrame { Function = new string('x', 9_000) }]);
        CrashSignature signature = CrashSignature.Of(report);
        Assert.Equal(255, signature.Text.Length);
        Assert.Equal(signature.Id, CrashSignature.Of(report).Id);
        Assert.Equal("f8171cab3cc487ba", new CrashSignature("demo::Widget::Render").Id);
        Assert.Equal("(unknown)", CrashSignature.Of(Report(CrashKind.Native, null, [new StackFrame { Function = "\v" }])).Text);
        Assert.Equal("EMPTY | no crash", CrashSignature.Of(report with { CrashedThread = null }).Text);
        Assert.Equal("EMPTY | no crash", CrashSignature.Of(report with { CrashedThread = 7 }).Text);
    }

    private static CrashReport Report(CrashKind kind, string? reason, IEnumerable<StackFrame> frames) =>
        new() { Kind = kind, Reason = reason, CrashedThread = 0, Threads = [new CrashThread(1, null, [.. frames])] };
}
