/** What the browser does for passkeys, between what the server asks and what it takes in. */
import type { Schemas } from "@/api/client";

type Options = Schemas["PasskeyOptions"];
type Made = Record<string, unknown>;

/** Has the browser make a passkey; null where the person closed its window. */
export async function makePasskey({ options }: Options): Promise<Made | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return closedIsNull(() => navigator.credentials.create({ publicKey }));
}

/** Has the browser sign with a passkey that its person chooses; null where they closed its window. */
export async function signWithPasskey({ options }: Options): Promise<Made | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return closedIsNull(() => navigator.credentials.get({ publicKey }));
}

async function closedIsNull(ask: () => Promise<Credential | null>): Promise<Made | null> {
  try {
    const made = (await ask()) as PublicKeyCredential | null;
    return made && { ...made.toJSON() };
  } catch (error) {
    if (error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name)) return null;
    if (error instanceof DOMException && error.name === "InvalidStateError")
      throw new Error("This device has a passkey for your account already.");
    if (error instanceof DOMException && error.name === "SecurityError")
      throw new Error("Passkeys work at the address that the operator has named; open the app there.");
    throw error;
  }
}
