using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using UvRelease.Releases;
using UvRelease.Runner;
using Xunit;

namespace UvRelease.Tests.Runner;

public class SecretMaskSpecs
{
    private const string Pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\r\nabcd\nq+/w==\n-----END PRIVATE KEY-----\n";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What programs do with a secret before they print it.
    private static readonly (string Name, Func<string, string> Encode)[] Encoders =
    [
        ("as it is", text => text),
        ("base64", text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        ("base64url", text => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))),
        ("hexadecimal", text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
        ("upper-case hexadecimal", text => Convert.ToHexString(Encoding.UTF8.GetBytes(text))),
        ("RFC 3986", text => Percent(text, "-._~", "%20")),
        ("JavaScript's encodeURIComponent", text => Percent(text, "-._~!'()*", "%20")),
        ("Python's quote_plus", text => Percent(text, "-._~", "+")),
        ("JavaScript's URLSearchParams", text => Percent(text, "-._*", "+")),
        ("JSON", text => JsonSerializer.Serialize(text)[1..^1]),
        ("relaxed JSON", text => JsonSerializer.Serialize(text, Relaxed)[1..^1]),
        ("HTML", text => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&apos;")),
        ("Markdown", MarkdownText.Inline),
    ];

    [Fact]
    public void No_secret_of_eight_or_more_characters_survives_in_any_form()
    {
        Gen<string> secrets = Gen.Choose(' ', '~').Select(i => (char)i).Or(Gen.Elements("éü✓€\\\"'%&<>+/=*_#@| ".ToCharArray())).ArrayOf(40)
            .SelectMany(_ => Gen.Choose(8, 40), (characters, length) => new string(characters[..length]))
            .Where(secret => secret.Trim().Length >= 8);
        Prop.ForAll(secrets.ToArbitrary(), secret =>
        {
            var mask = new SecretMask();
            mask.Add(secret);
            foreach ((string name, Func<string, string> encode) in Encoders)
            {
                string form = encode(secret);
                Assert.True(mask.Hides("x" + form), name);
                Assert.False(mask.Apply($"before {form} after {form}{form}").Contains(form, StringComparison.Ordinal), $"{name} of {secret}");
            }
        }).Check(tests: 300);
    }

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("us")]
    [InlineData("usr")]
    [InlineData("user")]
    [InlineData("x-access-token:")]
    public void A_secret_inside_of_base64_is_struck_out_wherever_it_begins(string before)
    {
        const string secret = "s3same+open/ü~?>";
        var mask = new SecretMask();
        mask.Add(secret);
        foreach (string after in (string[])["", ":", ":@", ":@x"])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(before + secret + after);
            foreach (string shown in (string[])[mask.Apply(Convert.ToBase64String(bytes)), mask.Apply(Base64Url.EncodeToString(bytes))])
            {
                Assert.Contains("***", shown, StringComparison.Ordinal);

                // What is left is what stood around it, and at most the group of three bytes at either edge.
                Assert.True(shown.Length - 3 <= ((before.Length + 2) / 3 * 4) + 4 + ((after.Length + 2) / 3 * 4) + 4, shown);
            }
        }
    }

    [Fact]
    public void Each_line_of_a_secret_is_a_secret_but_not_its_short_ones()
    {
        var mask = new SecretMask();
        Assert.Equal(Pem, mask.Add(Pem)[0]);
        Assert.Equal("key: ***", mask.Apply("key: " + Pem));
        Assert.Equal("a *** b", mask.Apply("a MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg b"));
        Assert.Equal("***", mask.Apply(JsonSerializer.Serialize(Pem)[1..^1]));
        Assert.Equal("***", mask.Apply(Convert.ToBase64String(Encoding.UTF8.GetBytes(Pem))));
        Assert.Equal("abcd", mask.Apply("abcd"));
    }

    [Fact]
    public void Secrets_that_overlap_leave_no_rest()
    {
        var mask = new SecretMask();
        mask.Add("abcdefgh");
        mask.Add("efghijkl");
        mask.Add("abc");
        Assert.Equal("*** *** ***d ***", mask.Apply("abcdefghijkl efghijkl abcd abcabcdefgh"));
    }

    [Fact]
    public void A_form_is_told_once()
    {
        var mask = new SecretMask();
        Assert.NotEmpty(mask.Add("sesame-open"));
        Assert.Empty(mask.Add("sesame-open"));
        Assert.DoesNotContain("sesame-open", mask.Add("sesame-open\nsecond line"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r\n\t")]
    public void White_space_is_no_secret(string secret)
    {
        var mask = new SecretMask();
        Assert.Empty(mask.Add(secret));
        Assert.Equal("a \r\n\t b", mask.Apply("a \r\n\t b"));
    }

    [Fact]
    public void A_short_secret_is_struck_out_as_it_is_and_its_derived_forms_are_not()
    {
        var mask = new SecretMask();
        Assert.Equal(["ab", "\ufffd"], [.. mask.Add("ab"), .. new SecretMask().Add("\ufffd").Take(1)]);
        Assert.Equal("c*** 6162", mask.Apply("cab 6162"));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_secret_breaks_nothing()
    {
        var mask = new SecretMask();
        mask.Add("sesame\ud83d-open");
        Assert.Equal("***", mask.Apply("sesame\ud83d-open"));
    }

    private static string Percent(string text, string kept, string space) => string.Concat(
        Encoding.UTF8.GetBytes(text).Select(b => b == ' ' ? space : char.IsAsciiLetterOrDigit((char)b) || kept.Contains((char)b) ? $"{(char)b}" : $"%{b:X2}"));
}
