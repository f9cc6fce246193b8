using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Net.Pkcs11Interop.HighLevelAPI.Factories;
using UvRelease.Keys.Places;
using UvRelease.Releases;

namespace UvRelease.Keys.Tokens;

/// <summary>A key in a token: a smart card, a USB stick, an HSM (PKCS #11 3.0). A wrong PIN is tried once, since tokens lock after a few.</summary>
internal sealed class Pkcs11Key : RemoteKey
{
    private readonly Pkcs11Module module;
    private readonly Pkcs11Uri place;
    private readonly string? pin;
    private readonly IReadOnlyList<X509Certificate2> certificates;
    private readonly Lazy<Found> found;

    // A session does one thing at a time.
    private readonly ConcurrentBag<ISession> idle = [];

    public Pkcs11Key(KeyPlace.Token place, string path, string? pin, IReadOnlyList<X509Certificate2> certificates, int parallelism)
        : base($"The token's key {place}", parallelism)
    {
        (this.place, this.pin, this.certificates) = (place.Uri, pin, certificates);
        module = Pkcs11Module.Open(path);
        found = new Lazy<Found>(Find);
    }

    private protected override Task<IReadOnlyList<X509Certificate2>> AskChainAsync(CancellationToken cancellation) =>
        Task.Run(() => Asked(() => found.Value.Chain), cancellation);

    private protected override Task<KeySignature> AskAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation) =>
        Task.Run(() => Asked(() => Sign(digest.Span, algorithm)), cancellation);

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (ISession session in idle)
                session.Dispose();
            module.Dispose();
        }

        base.Dispose(disposing);
    }

    private KeySignature Sign(ReadOnlySpan<byte> digest, HashAlgorithmName algorithm)
    {
        Found key = found.Value;
        ISession session = idle.TryTake(out ISession? one) ? one : key.Slot.OpenSession(SessionType.ReadOnly);
        bool isRsa = IsRsa(key.Chain[0]);
        using IMechanism mechanism = session.Factories.MechanismFactory.Create(isRsa ? CKM.CKM_RSA_PKCS : CKM.CKM_ECDSA);
        byte[] data = isRsa ? DigestInfo(digest, algorithm) : digest.ToArray();
        byte[] value = key.AsksEachTime ? session.Sign(mechanism, key.Handle, Encoding(pin), data) : session.Sign(mechanism, key.Handle, data);
        idle.Add(session);
        return new KeySignature(isRsa ? value : Der(value), key.Chain);
    }

    private Found Find()
    {
        ISlot slot = FindSlot();
        ISession session = slot.OpenSession(SessionType.ReadOnly);
        if (pin is not null && slot.GetTokenInfo().TokenFlags.LoginRequired)
            Login(session);
        List<IObjectHandle> keys = session.FindAllObjects(Template(session, CKO.CKO_PRIVATE_KEY));
        IObjectHandle key = keys switch
        {
            [var one] => one,
            [] => throw new ReleaseException(Fault.Input, pin is null ? $"{Name} is not there, or shows itself only with a PIN. Give 'pkcs11-pin'."
                : $"{Name} is not in its token. List what is: pkcs11-tool --module … --login --list-objects"),
            _ => throw new ReleaseException(Fault.Input, $"{Name} names {keys.Count} keys. Add its id: pkcs11-tool --module … --login --list-objects"),
        };
        List<IObjectAttribute> facts = session.GetAttributeValue(key, [CKA.CKA_ID]);
        X509Certificate2[] own = [.. Certificates(session, facts[0].GetValueAsByteArray())];
        IReadOnlyList<X509Certificate2> chain = CertificateChain.Ordered(own.Concat(certificates),
            own.Length + certificates.Count == 0 ? $"{Name} has no certificate beside it in its token, and the input for certificates" : $"{Name}");
        bool asks = AsksEachTime(session, key);
        idle.Add(session);
        return new Found(slot, key, chain, asks);
    }

    private ISlot FindSlot()
    {
        List<ISlot> slots = module.Library.GetSlotList(SlotsType.WithTokenPresent);
        ISlot[] fitting = [.. slots.Where(slot => Fits(slot, slot.GetTokenInfo()))];
        return fitting switch
        {
            [var one] => one,
            [] => throw new ReleaseException(Fault.Environment, $"{Name}: its token is not there. The module shows {Shown(slots)}."),
            _ => throw new ReleaseException(Fault.Input, $"{Name}: {fitting.Length} tokens fit: {Shown(fitting)}. Add the serial number."),
        };
    }

    private bool Fits(ISlot slot, ITokenInfo token) => (place.SlotId is null || place.SlotId == slot.SlotId) && Is(place.Token, token.Label)
        && Is(place.Serial, token.SerialNumber) && Is(place.Manufacturer, token.ManufacturerId) && Is(place.Model, token.Model);

    private static bool Is(string? wanted, string there) => wanted is null || wanted == there.TrimEnd();

    private static string Shown(IReadOnlyCollection<ISlot> slots) => slots.Count == 0 ? "none"
        : string.Join(", ", slots.Select(slot => slot.GetTokenInfo()).Select(token => $"'{token.Label.TrimEnd()}' ({token.SerialNumber.TrimEnd()})"));

    private void Login(ISession session)
    {
        try
        {
            session.Login(CKU.CKU_USER, Encoding(pin));
        }
        catch (Pkcs11Exception e) when (e.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // By another key of the same token.
        }
    }

    private List<IObjectAttribute> Template(ISession session, CKO kind)
    {
        IObjectAttributeFactory make = session.Factories.ObjectAttributeFactory;
        List<IObjectAttribute> template = [make.Create(CKA.CKA_CLASS, kind)];
        if (place.Object is { } label)
            template.Add(make.Create(CKA.CKA_LABEL, label));
        if (place.Id is { } id)
            template.Add(make.Create(CKA.CKA_ID, id));
        return template;
    }

    private static IEnumerable<X509Certificate2> Certificates(ISession session, byte[] id)
    {
        IObjectAttributeFactory make = session.Factories.ObjectAttributeFactory;
        List<IObjectAttribute> template = [make.Create(CKA.CKA_CLASS, CKO.CKO_CERTIFICATE), make.Create(CKA.CKA_ID, id)];
        foreach (IObjectHandle one in id.Length == 0 ? [] : session.FindAllObjects(template))
            yield return X509CertificateLoader.LoadCertificate(session.GetAttributeValue(one, [CKA.CKA_VALUE])[0].GetValueAsByteArray());
    }

    // PIV cards want the PIN before each signature of some keys.
    private static bool AsksEachTime(ISession session, IObjectHandle key) =>
        session.GetAttributeValue(key, [CKA.CKA_ALWAYS_AUTHENTICATE])[0] is { CannotBeRead: false } fact && fact.GetValueAsBool();

    // RFC 8017, section 9.2: what was hashed, and how.
    private static byte[] DigestInfo(ReadOnlySpan<byte> digest, HashAlgorithmName algorithm)
    {
        byte[] name = algorithm.Name switch
        {
            "SHA1" => [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14],
            "SHA256" => Sha2(1, 32),
            "SHA384" => Sha2(2, 48),
            _ => Sha2(3, 64),
        };
        return [.. name, .. digest];

        static byte[] Sha2(byte kind, byte size) =>
            [0x30, (byte)(size + 17), 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, kind, 0x05, 0x00, 0x04, size];
    }

    private static byte[] Encoding(string? text) => System.Text.Encoding.UTF8.GetBytes(text ?? "");

    private T Asked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Pkcs11Exception e)
        {
            throw new ReleaseException(Fault.Environment, $"{Name}: " + e.RV switch
            {
                CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE =>
                    "the PIN is wrong. It was tried once; tokens lock after a few wrong ones. Correct 'pkcs11-pin'.",
                CKR.CKR_PIN_LOCKED => "the PIN is locked. Unlock the token with its PUK or by its security officer.",
                CKR.CKR_USER_NOT_LOGGED_IN => "it wants a PIN. Give 'pkcs11-pin'.",
                CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_DEVICE_REMOVED or CKR.CKR_SLOT_ID_INVALID => "the token was taken out. Put it back, and run this again.",
                CKR.CKR_KEY_FUNCTION_NOT_PERMITTED or CKR.CKR_KEY_TYPE_INCONSISTENT => "the key may not sign, or is of another kind than its certificate says.",
                CKR.CKR_MECHANISM_INVALID => "the token does not sign so: it needs CKM_RSA_PKCS, or CKM_ECDSA.",
                CKR other => $"the token refuses: {other}.",
            }, e);
        }
        catch (CryptographicException e)
        {
            throw new ReleaseException(Fault.Environment, $"{Name}: what the token gave as certificate can't be read: {e.Message}", e);
        }
    }

    private sealed record Found(ISlot Slot, IObjectHandle Handle, IReadOnlyList<X509Certificate2> Chain, bool AsksEachTime);
}
