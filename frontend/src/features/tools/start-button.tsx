import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";

interface StartButtonProps {
  verb: string;
  sounds: number;
  price: number;
  balance: number | undefined;
  /** Labels of the settings that cannot be sent as they are. */
  faults: string[];
  onStart: () => void;
}

/** What it costs, and the press that pays it. */
export function StartButton({ verb, sounds, price, balance, faults, onStart }: StartButtonProps) {
  const tooPoor = balance !== undefined && price > balance;
  const obstacle = faults.length
    ? `Look at ${faults.join(" and ")} again.`
    : tooPoor
      ? `You have ${credits(balance)} left.`
      : null;
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-5">
      <div className="flex items-baseline justify-between" aria-live="polite">
        <span className="text-ink-2">Price</span>
        <span className="numeric text-lg font-semibold">{credits(price)}</span>
      </div>
      <Button look="primary" size="lg" onClick={onStart} disabled={sounds === 0 || obstacle !== null}>
        {sounds > 1 ? `${verb} ${sounds} sounds` : verb}
      </Button>
      <p className={obstacle ? "text-sm text-bad" : "text-sm text-ink-3"}>
        {obstacle ??
          (sounds === 0 ? "Add a sound to begin." : "If it fails, the credits come back by themselves.")}
      </p>
    </div>
  );
}
