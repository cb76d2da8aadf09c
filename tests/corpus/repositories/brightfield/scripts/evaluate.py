import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--checkpoint", required=True)
parser.add_argument("--split", default="test")

if __name__ == "__main__":
    parser.parse_args()
