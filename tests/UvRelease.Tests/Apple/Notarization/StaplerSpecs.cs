using System.Security.Cryptography;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.DiskImages;
using UvRelease.Apple.Installers;
using UvRelease.Apple.Notarization;
using UvRelease.Apple.Verification;
using UvRelease.Releases;
using UvRelease.Tests.Apple.Bundles;
using UvRelease.Tests.Apple.Installers;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Tests.Stores;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>Tickets: looking them up, and stapling.</summary>
public sealed class StaplerSpecs(SampleApp sample) : IClassFixture<SampleApp>, IDisposable
{
    private const string Name = "2/2/1b747faf223750de74febed7929f14a73af8c933", Other = "2/2/2b747faf223750de74febed7929f14a73af8c933";
    private static readonly byte[] Ticket = [.. "s8ch"u8, .. Enumerable.Range(0, 200).Select(i => (byte)i)];
    private readonly NotaryStage stage = new();

    [Fact]
    public async Task A_ticket_that_is_not_there_yet_is_waited_for()
    {
        (stage.Tickets.Tickets[Name], stage.Tickets.Late) = (Ticket, 4);
        Assert.Equal(Ticket, await stage.LookupAsync(Name));
        Assert.Equal(5, stage.Tickets.Requests.Count);
        stage.AssertStrict();
    }

    [Fact]
    public async Task Without_a_ticket_within_the_limit_the_sentence_has_its_name()
    {
        stage.Tickets.Tickets[Name] = Ticket;
        var missing = await Assert.ThrowsAsync<ReleaseException>(() => stage.LookupAsync(Name, Other));
        Assert.Equal($"Apple's ticket service has no ticket under {Other} within 5 minutes. Notarize this very code: a signature that was made anew has "
            + $"another name. If it was "
            + "accepted just now, run this again.", missing.Message);
        stage.AssertStrict();
    }

    [Theory]
    [InlineData("""{"records":[]}""", "'records' has 0 entries for 1 names")]
    [InlineData("""{"records":[{"recordName":"2/2/0000000000000000000000000000000000000000"}]}""", "'records' has nothing under " + Name)]
    [InlineData("""{"records":[{"recordName":"2/2/1b747faf223750de74febed7929f14a73af8c933","serverErrorCode":"THROTTLED"}]}""",
        "'records[0].serverErrorCode' is 'THROTTLED'")]
    [InlineData("""{"records":[{"recordName":"2/2/1b747faf223750de74febed7929f14a73af8c933","fields":{"signedTicket":{"type":"STRING","value":"eA=="}}}]}""",
        "type' is not BYTES")]
    [InlineData("""{"records":[{"recordName":"2/2/1b747faf223750de74febed7929f14a73af8c933","fields":{"signedTicket":{"type":"BYTES","value":""}}}]}""",
        "value' is no ticket in base64")]
    [InlineData("""{"records":[{"recordName":"2/2/1b747faf223750de74febed7929f14a73af8c933","fields":{"signedTicket":{"type":"BYTES","value":"#"}}}]}""",
        "value' is no ticket in base64")]
    [InlineData("""{"records":[{"recordName":"2/2/1b747faf223750de74febed7929f14a73af8c933","fields":{}}]}""", "signedTicket' is missing")]
    [InlineData("""{"serverErrorCode":"X"}""", "'records' is missing")]
    [InlineData("<html>", "is no JSON that can be trusted")]
    public async Task An_answer_that_can_not_be_is_not_believed(string body, string sentence)
    {
        stage.Tickets.Troubles = (_, _) => new Trouble.Says(new Answer(200, body));
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => stage.LookupAsync(Name));
        Assert.StartsWith("Apple's ticket service gave an answer that can't be believed: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_down_for_a_while_is_asked_again()
    {
        stage.Tickets.Tickets[Name] = Ticket;
        stage.Tickets.Troubles = (_, number) => number == 0 ? new Trouble.Says(new Answer(503)) : number == 1 ? new Trouble.Cuts(new Answer(200, "{\"a\":1}"))
            : null;
        Assert.Equal(Ticket, await stage.LookupAsync(Name));
    }

    [Fact]
    public async Task An_app_has_its_ticket_beside_its_seal_and_is_as_good_as_before()
    {
        string app = await SignedAppAsync();
        IReadOnlyList<string> names = TicketName.OfApp(app);
        Assert.Equal(2, names.Count);
        Assert.Null(StaplePresence.OfApp(app));
        foreach (string name in names)
            stage.Tickets.Tickets[name] = Ticket;
        await StapleAsync((stapler, limit, stop) => stapler.StapleAppAsync(app, limit, stop));
        Assert.Equal(Ticket, await File.ReadAllBytesAsync(Path.Combine(app, "Contents", "CodeResources"), TestContext.Current.CancellationToken));
        Assert.Equal(Ticket, StaplePresence.OfApp(app));
        Assert.Empty(AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team), TestContext.Current.CancellationToken).Findings);
        Assert.Equal(names, TicketName.OfApp(app));
        await StapleAsync((stapler, limit, stop) => stapler.StapleAppAsync(app, limit, stop));
        Assert.Equal(Ticket, StaplePresence.OfApp(app));
        stage.AssertStrict();
    }

    [Fact]
    public async Task An_app_is_submitted_as_a_zip_with_its_links()
    {
        string app = await SignedAppAsync(), zip = stage.Folder.At("submission.zip");
        await NotaryArchive.WriteAsync(app, zip, TestContext.Current.CancellationToken);
        await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-xpf", zip, "-C", Directory.CreateDirectory(stage.Folder.At("out")).FullName);
        await OutsideProgram.RunAsync(stage.Folder.Path, "diff", "-r", "--no-dereference", app, stage.Folder.At("out", "Demo.app"));
        Assert.Empty(AppVerifier.Verify(stage.Folder.At("out", "Demo.app"), AppSignerSpecs.Trusting(AppSignerSpecs.Team),
            TestContext.Current.CancellationToken).Findings);
        NotarySubmission submission = await stage.SubmitAsync(zip);
        Assert.Equal(NotaryStatus.Accepted, (await stage.WaitAsync(submission)).Status);
        stage.AssertStrict();
        await Assert.ThrowsAsync<ReleaseException>(() => NotaryArchive.WriteAsync(stage.Folder.At("out"), zip, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_disk_image_has_its_ticket_in_its_signature_and_twice_is_the_same()
    {
        string image = await ImageAsync(await TestSigner.OpenAsync(installer: false));
        string name = TicketName.OfDiskImage(image);
        Assert.Null(StaplePresence.OfDiskImage(image));
        stage.Tickets.Tickets[name] = Ticket;
        byte[] once = await TwiceAsync(image, (stapler, limit, stop) => stapler.StapleDiskImageAsync(image, limit, stop));
        Assert.Equal(Ticket, StaplePresence.OfDiskImage(image));
        Assert.Equal(name, TicketName.OfDiskImage(image));
        Assert.NotNull(DiskImageSeal.Check(image, "i.dmg", TestContext.Current.CancellationToken));
        Assert.NotEmpty(once);
    }

    [Theory]
    [InlineData(PackageChecksum.Sha1, "2/1/")]
    [InlineData(PackageChecksum.Sha256, "2/2/")]
    public async Task A_package_has_its_ticket_behind_it_and_twice_is_the_same(PackageChecksum checksum, string prefix)
    {
        using var made = new PackageStage(files: 3);
        string package = await made.WriteAsync(PackageStage.Options with { Checksum = checksum });
        Assert.Contains("signed by nobody", Assert.Throws<ReleaseException>(() => TicketName.OfPackage(package)).Message, StringComparison.Ordinal);
        await PackageSigner.SignAsync(package, package, await TestSigner.OpenAsync(installer: true), TestContext.Current.CancellationToken);
        // The name comes from the compressed table, which is behind 28 bytes of header.
        byte[] bytes = await File.ReadAllBytesAsync(package, TestContext.Current.CancellationToken);
        byte[] table = bytes[28..(28 + (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8)))];
        byte[] digest = CryptographicOperations.HashData(checksum == PackageChecksum.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, table);
        string name = TicketName.OfPackage(package);
        Assert.Equal(prefix + Convert.ToHexStringLower(digest[..20]), name);
        Assert.Null(StaplePresence.OfPackage(package));
        stage.Tickets.Tickets[name] = Ticket;
        await TwiceAsync(package, (stapler, limit, stop) => stapler.StaplePackageAsync(package, limit, stop));
        Assert.Equal(Ticket, StaplePresence.OfPackage(package));
        Assert.NotNull(PackageSeal.Check(package, "p.pkg", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_has_no_place_for_a_ticket_says_where_there_is_one()
    {
        SampleApp.NeedsTools();
        string zip = stage.Folder.At("a.zip");
        await File.WriteAllBytesAsync(zip, [.. "PK\u0003\u0004"u8, 0, 0], TestContext.Current.CancellationToken);
        using var service = new TicketService(stage.Options);
        var stapler = new Stapler(service);
        foreach (Func<string, Task> staple in (Func<string, Task>[])[
            path => stapler.StapleAppAsync(path, TimeSpan.Zero, TestContext.Current.CancellationToken),
            path => stapler.StapleDiskImageAsync(path, TimeSpan.Zero, TestContext.Current.CancellationToken),
            path => stapler.StaplePackageAsync(path, TimeSpan.Zero, TestContext.Current.CancellationToken)])
        {
            Assert.Equal("A ticket can't be stapled to demo.arm64: it is a program alone, which has no place for one. Put it into an app, a disk image or a "
                + "package, and staple that.",
                (await Assert.ThrowsAsync<ReleaseException>(() => staple(sample.At("demo.arm64")))).Message);
            Assert.Equal("A ticket can't be stapled to a.zip: it is a zip, which has no place for one. Staple the app in it, and pack it anew.",
                (await Assert.ThrowsAsync<ReleaseException>(() => staple(zip))).Message);
        }

        Assert.Empty(stage.Tickets.Requests);
    }

    [Fact]
    public async Task What_nobody_signed_has_no_ticket()
    {
        string image = await ImageAsync(CodeIdentity.Adhoc);
        Assert.Equal("Sample-1.0.dmg is signed by nobody, so there is no ticket for it. Sign it with a Developer ID and notarize it first.",
            Assert.Throws<ReleaseException>(() => TicketName.OfDiskImage(image)).Message);
        SampleApp.NeedsTools();
        Assert.StartsWith("Contents/MacOS/Demo is signed by nobody", Assert.Throws<ReleaseException>(() => TicketName.OfApp(sample.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_in_the_place_of_an_apps_ticket_is_no_ticket()
    {
        string app = await SignedAppAsync(), place = Path.Combine(app, StaplePresence.AppTicket);
        await File.WriteAllTextAsync(place, "", TestContext.Current.CancellationToken);
        Assert.Throws<ReleaseException>(() => StaplePresence.OfApp(app));
        File.Delete(place);
        File.CreateSymbolicLink(place, "/etc/hostname");
        Assert.Throws<ReleaseException>(() => StaplePresence.OfApp(app));
        // Stapling takes the link away and leaves alone what it leads to.
        string kept = stage.Folder.Write("kept", "as it was");
        File.Delete(place);
        File.CreateSymbolicLink(place, kept);
        foreach (string name in TicketName.OfApp(app))
            stage.Tickets.Tickets[name] = Ticket;
        await StapleAsync((stapler, limit, stop) => stapler.StapleAppAsync(app, limit, stop));
        Assert.Equal("as it was", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
        Assert.Equal(Ticket, StaplePresence.OfApp(app));
    }

    public void Dispose() => stage.Dispose();

    private async Task<string> SignedAppAsync()
    {
        SampleApp.NeedsTools();
        string app = stage.Folder.At("Demo.app");
        await AppSigner.SignAsync(sample.Path, app, new AppSigningOptions { Identity = await Judges.IdentityAsync(AppSignerSpecs.Team) }, null,
            TestContext.Current.CancellationToken);
        return app;
    }

    private async Task<string> ImageAsync(CodeIdentity identity)
    {
        string image = stage.Folder.At("Sample-1.0.dmg");
        await DiskImage.WriteAsync(image, [Text("a", "b")], Options, TestContext.Current.CancellationToken);
        await DiskImageSigner.SignAsync(image, image, identity, null, TestContext.Current.CancellationToken);
        return image;
    }

    private async Task StapleAsync(Func<Stapler, TimeSpan, CancellationToken, Task> staple)
    {
        using var service = new TicketService(stage.Options);
        await staple(new Stapler(service), TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
    }

    private async Task<byte[]> TwiceAsync(string path, Func<Stapler, TimeSpan, CancellationToken, Task> staple)
    {
        await StapleAsync(staple);
        byte[] once = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await StapleAsync(staple);
        Assert.Equal(once, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        stage.AssertStrict();
        return once;
    }
}
