using UvRelease.Bench;
using UvRelease.Keys;
using UvRelease.Windows.Authenticode;

// usage: sign-programs key FILE.p12 | sign FILE.p12 FOLDER [MILLISECONDS]
const string password = "bench";
const int atOnce = 8;
var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
var told = new SignedDescription("Bench", null);
switch (args)
{
    case ["key", var file]:
        File.WriteAllBytes(file, TestIdentity.Create(new TestIdentityOptions { Subject = "CN=Bench", From = from, Until = from.AddYears(20) })
            .ToPkcs12(password));
        return 0;
    case ["sign", var file, var folder, .. var rest]:
        using (PrivateKey key = KeySecret.Read(File.ReadAllBytes(file), password))
        {
            using var slow = new DistantKey(key, rest is [var latency] ? int.Parse(latency) : 0);
            AuthenticodeIdentity who = await AuthenticodeIdentity.OpenAsync(slow, TimeProvider.System, null, CancellationToken.None);
            await Parallel.ForEachAsync(Directory.GetFiles(folder), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (program, token) =>
                await AuthenticodeSigner.SignInPlaceAsync(program, Path.GetFileName(program), who, told, token));
        }

        return 0;
    default:
        return 2;
}
