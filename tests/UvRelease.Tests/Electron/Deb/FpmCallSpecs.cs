using UvRelease.Electron.Deb;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Electron.Deb;

public class FpmCallSpecs
{
    private static string[] Call(string source, params string[] more) =>
    [
        "-s", "dir", "--force", "-t", "deb", "-d", "libgtk-3-0", "-d", "libnss3", "--deb-recommends", "libappindicator3-1", "--deb-compression", "gz",
        "--architecture", "amd64", "--after-install", "/a", "--after-remove", "/b", "--description", "\n Text", "--version", "1.0.0", "--package", "/out/x.deb",
        "--name", "sample", "--maintainer", "J <j@example.org>", "--vendor", "J", "--url",
            "https://example.org", "--deb-priority", "optional", "--license", "MIT",
        .. more, $"{source}/=/opt/A=B",
    ];

    [Fact]
    public void The_call_of_electron_builder_is_understood()
    {
        using var folder = new TemporaryFolder();
        FpmCall call = FpmCall.Parse(Call(folder.Path, "--iteration", "7"));
        Assert.Equal("/out/x.deb", call.Path);
        Assert.Equal("1.0.0-7", call.Package.Version);
        Assert.Equal(["libgtk-3-0", "libnss3"], call.Package.Depends);
        Assert.Equal(new DebContent(folder.Path + "/", "/opt/A=B"), Assert.Single(call.Package.Contents));
    }

    [Theory]
    [InlineData("Sample App", "sample-app")]
    [InlineData("sample_app", "sample-app")]
    [InlineData("My_Great App", "my-great-app")]
    [InlineData("desk", "desk")]
    [InlineData("Q&A", "q&a")]
    public void A_name_becomes_what_fpm_makes_of_it(string name, string package)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(package, FpmCall.Parse([.. Call(folder.Path).Select(argument => argument == "sample" ? name : argument)]).Package.Name);
    }

    [Theory]
    [InlineData("--deb-systemd", "x")]
    [InlineData("--version", "2")]
    [InlineData("--name")]
    [InlineData("nowhere=/opt/x")]
    public void What_electron_builder_never_says_is_refused(params string[] more)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => FpmCall.Parse(Call(folder.Path, more))).Fault);
    }
}
