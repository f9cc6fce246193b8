using UvRelease.Crashes.Redaction;
using Xunit;

namespace UvRelease.Tests.Crashes.Redaction;

public sealed class TextRedactionSpecs
{
    [Theory]
    [InlineData("/home/jane/app/main.js:10:5", "~/app/main.js:10:5")]
    [InlineData("at f (file:///home/jane/a.js:1:2)", "at f (file://~/a.js:1:2)")]
    [InlineData(@"C:\Users\Jane Doe\AppData\x.js", @"~\AppData\x.js")]
    [InlineData("{\"p\":\"C:\\\\Users\\\\jane\\\\x\"}", "{\"p\":\"~\\\\x\"}")]
    [InlineData("file:///C:/Users/Jane%20Doe/x.js:1:2", "file:///~/x.js:1:2")]
    [InlineData("c%3A%5CUsers%5Cjane%5Cx", "c%3A~%5Cx")]
    [InlineData("/Users/jane", "~")]
    [InlineData("/run/media/jane/stick/x", "~/stick/x")]
    [InlineData("/mnt/c/Users/jane/x", "/mnt/c~/x")]
    [InlineData("ENOENT: '/Users/jane/x', and Jane's own; janet stays", "ENOENT: '~/x', and <user>'s own; janet stays")]
    [InlineData("/home/runner/work/x and a runner", "~/work/x and a runner")]
    [InlineData("C:\\Users\\<user>\\AppData", "C:\\Users\\<user>\\AppData")]
    [InlineData("ask jane.doe+x@mail.example.org now", "ask <email> now")]
    [InlineData("node_modules/.pnpm/react@18.2.0/index.js", "node_modules/.pnpm/react@18.2.0/index.js")]
    [InlineData("node_modules/@acme/lib/index.js", "node_modules/@acme/lib/index.js")]
    [InlineData("https://jane:pw@example.org/a?b=c#d", "https://example.org/a")]
    [InlineData("https://example.org/app.js?v=77:10:5", "https://example.org/app.js:10:5")]
    [InlineData("at x (app:///main.js?id=1:3:4)", "at x (app:///main.js:3:4)")]
    [InlineData("GET /api?user=jane failed", "GET /api?<query> failed")]
    [InlineData("img data:image/png;base64,AAAA end", "img data:<data> end")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: <secret>")]
    [InlineData("sent bearer abcdefgh12", "sent bearer <secret>")]
    [InlineData("MY_API_TOKEN=abc next", "MY_API_TOKEN=<secret> next")]
    [InlineData("{\"password\": \"two words\", \"x\": 1}", "{\"password\": <secret>, \"x\": 1}")]
    [InlineData("--client-secret=abc", "--client-secret=<secret>")]
    [InlineData("Unexpected token } in JSON at position 4", "Unexpected token } in JSON at position 4")]
    [InlineData("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "<token>")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE!", "key <token>!")]
    [InlineData("id 0123456789abcdef0123456789abcdef end", "id <token> end")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "<token>")]
    [InlineData("vendors-node_modules_react-dom_index_js.js", "vendors-node_modules_react-dom_index_js.js")]
    [InlineData("connect ECONNREFUSED 10.1.2.3:443", "connect ECONNREFUSED <ip>:443")]
    [InlineData("connect ECONNREFUSED 127.0.0.1:443", "connect ECONNREFUSED 127.0.0.1:443")]
    [InlineData("Chrome/140.0.7339.80", "Chrome/140.0.7339.80")]
    [InlineData("2001:db8:0:1:2:3:4:5", "<ip>")]
    [InlineData("card 4111 1111 1111 1111.", "card <number>.")]
    [InlineData("at 1764532800000", "at 1764532800000")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE+x/\n-----END RSA PRIVATE KEY----- after", "<secret> after")]
    [InlineData("TypeError: Cannot read properties of undefined (reading 'x')", "TypeError: Cannot read properties of undefined (reading 'x')")]
    public void Texts_lose_who_and_whose(string text, string expected)
    {
        Assert.Equal(expected, TextRedaction.Apply(text));
        Assert.Equal(expected, TextRedaction.Apply(expected));
    }

    [Fact]
    public void A_name_found_in_one_text_is_taken_out_of_all() =>
        Assert.Equal(["no such user <user>", "~/x"], TextRedaction.Apply(["no such user jdoe", "/home/jdoe/x"]));

    [Fact]
    public void Of_names_that_begin_alike_the_longest_is_taken_out() =>
        Assert.Equal(["~/a ~/b", "<user> and <user>; janet"], TextRedaction.Apply(["/home/jane/a /home/jane doe/b", "Jane Doe and JANE; janet"]));

    // Each name once made a pass over the text of its own, and each place a copy of it.
    [Fact]
    public void A_text_full_of_names_takes_memory_in_proportion()
    {
        string text = string.Concat(Enumerable.Range(1000, 4000).Select(number => $"u{number} /home/u{number}/ "));
        _ = TextRedaction.Apply(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string clean = TextRedaction.Apply(text);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L * text.Length);
        Assert.Equal(string.Concat(Enumerable.Repeat("<user> ~/ ", 4000)), clean);
    }
}
