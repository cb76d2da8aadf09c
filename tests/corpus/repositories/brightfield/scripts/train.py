import argparse
import os

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--learning-rate", type=float, default=1e-3)
parser.add_argument("--checkpoint")

if __name__ == "__main__":
    options = parser.parse_args()
    print(os.environ["BRIGHTFIELD_CACHE"], options)
